using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace Embedded.Grpc.Tests.Reflection;

public sealed class ReflectionServiceTests : IAsyncLifetime
{
    private EchoServer? _server;

    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await EchoServer.StartAsync(
            services: services => services.AddGrpcReflection(),
            map: application => application.MapGrpcReflectionService());

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    [Fact]
    public async Task All_mapped_services_are_listed()
    {
        var answer = await AskAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.Equal(
            ["echo.Echo", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"],
            answer.ListServicesResponse.Service.Select(service => service.Name));
    }

    [Theory]
    [InlineData("echo.Echo")]
    [InlineData("echo.Echo.Unary")]
    [InlineData("echo.EchoRequest")]
    public async Task A_symbol_leads_to_the_file_that_defines_it(string symbol)
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });
        var file = Assert.Single(answer.FileDescriptorResponse.FileDescriptorProto);
        Assert.Equal("echo.proto", FileDescriptorProto.Parser.ParseFrom(file).Name);
    }

    [Fact]
    public async Task A_file_is_found_by_its_name()
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileByFilename = "echo.proto" });
        Assert.Equal([EchoReflection.Descriptor.SerializedData], answer.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task A_symbol_that_does_not_exist_is_not_found()
    {
        var request = new ServerReflectionRequest { FileContainingSymbol = "echo.Missing" };
        var answer = await AskAsync(request);
        Assert.Equal((int)StatusCode.NotFound, answer.ErrorResponse.ErrorCode);
        Assert.Equal(request, answer.OriginalRequest);
    }

    [Fact]
    public async Task Extensions_are_not_supported()
    {
        var answer = await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "echo.EchoRequest" });
        Assert.Equal((int)StatusCode.Unimplemented, answer.ErrorResponse.ErrorCode);
    }

    [Fact]
    public async Task The_alpha_version_answers_the_same()
    {
        using var channel = _server!.CreateChannel();
        using var call = new V1Alpha.ServerReflection.ServerReflectionClient(channel)
            .ServerReflectionInfo(cancellationToken: TestEnd);
        await call.RequestStream.WriteAsync(new V1Alpha.ServerReflectionRequest { ListServices = "" }, TestEnd);
        Assert.True(await call.ResponseStream.MoveNext(TestEnd));
        Assert.Contains(
            call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "echo.Echo");
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var channel = _server!.CreateChannel();
        using var call = new ServerReflection.ServerReflectionClient(channel)
            .ServerReflectionInfo(cancellationToken: TestEnd);
        await call.RequestStream.WriteAsync(request, TestEnd);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(TestEnd));
        return call.ResponseStream.Current;
    }
}

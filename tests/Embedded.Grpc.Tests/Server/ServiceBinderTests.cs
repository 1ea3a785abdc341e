using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Embedded.Grpc.Tests.Server;

public sealed class ServiceBinderTests
{
    private static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_has_its_own_service_which_is_disposed_at_its_end()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.CreateChannel();
        var services = new List<EchoService>();
        server.Probe.Serving = services.Add;
        for (var call = 0; call < 2; call++)
        {
            await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), cancellationToken: TestEnd);
        }
        Assert.Equal(2, services.Distinct().Count());
        Assert.All(services, service => Assert.True(service.IsDisposed));
    }

    [Fact]
    public async Task A_registered_service_is_taken_from_the_container_and_left_to_it()
    {
        await using var server =
            await EchoServer.StartAsync(services: services => services.AddSingleton<EchoService>());
        using var channel = server.CreateChannel();
        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), cancellationToken: TestEnd);
        Assert.False(server.Services.GetRequiredService<EchoService>().IsDisposed);
    }

    [Fact]
    public async Task An_endpoint_carries_its_method_and_the_attributes_of_the_handler()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.CreateChannel();
        server.Probe.Inspect = context =>
        {
            var metadata = context.GetHttpContext().GetEndpoint()!.Metadata;
            Assert.Equal("Unary", metadata.GetMetadata<GrpcMethodMetadata>()!.Method.Name);
            Assert.Equal(typeof(EchoService), metadata.GetMetadata<GrpcMethodMetadata>()!.ServiceType);
            Assert.Contains("echo", metadata.GetMetadata<TagsAttribute>()!.Tags);
        };
        await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), cancellationToken: TestEnd);
    }

    [Fact]
    public async Task A_class_without_a_generated_base_cannot_be_mapped()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            EchoServer.StartAsync(map: application => application.MapGrpcService<object>()));
        Assert.Contains("is no gRPC service", failure.Message);
    }

    [Fact]
    public async Task Impossible_options_are_refused_when_a_service_is_mapped()
    {
        var failure = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            EchoServer.StartAsync(options =>
            {
                options.MaxReceiveMessageSize = -1;
                options.ResponseCompressionAlgorithm = "snappy";
            }));
        Assert.Equal(
            [
                "MaxReceiveMessageSize is -1; it must be 0 or more, or null.",
                "ResponseCompressionAlgorithm is 'snappy'; it must be one of identity,gzip.",
            ],
            failure.Failures);
    }

    [Fact]
    public async Task The_options_of_a_service_win_over_the_options_of_all()
    {
        await using var server = await EchoServer.StartAsync(
            options => options.MaxSendMessageSize = 10,
            services => services.AddGrpc().AddServiceOptions<EchoService>(own => own.MaxSendMessageSize = 20));
        using var channel = server.CreateChannel();
        var client = new Echo.EchoClient(channel);
        await client.UnaryAsync(new EchoRequest { Text = new string('a', 18) }, cancellationToken: TestEnd);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(
            new EchoRequest { Text = new string('a', 19) }, cancellationToken: TestEnd));
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.EndsWith("it has 21 bytes, MaxSendMessageSize is 20.", refusal.Status.Detail);
    }
}

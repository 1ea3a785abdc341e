using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;

[assembly: AssemblyFixture(typeof(RetrainGrains.Client.Tests.LiveServer))]

namespace RetrainGrains.Client.Tests;

/// <summary>
/// A server as its first start leaves it, closed and with an administrator's token, on a line that can fail.
/// </summary>
public sealed class LiveServer : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("client");
    private RetrainGrainsServer? server;

    /// <summary>The directory of the files that the server imports.</summary>
    public DirectoryInfo Files => folder.CreateSubdirectory("files");

    public FailingLine Line { get; } = new();

    public RetrainClientOptions Options { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = RetrainGrainsServer.CreateBuilder();
        builder.Services.AddSingleton(Line);
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<FailingLine>());
        server = await RetrainGrainsServer.StartAsync(
            new ServerOptions
            {
                HttpPort = 0, GrpcPort = 0, Database = Path.Combine(folder.FullName, "fleet.db"),
                ImportDirectory = Files.FullName,
            }, builder);
        var token = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "admin.token"));
        Options = new RetrainClientOptions { Url = server.Grpc, Token = token.Trim() };
    }

    public async ValueTask DisposeAsync()
    {
        await server!.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

/// <summary>Loses answers, or the calls themselves, as a server does that is just being replaced.</summary>
public sealed class FailingLine : Interceptor
{
    private readonly ConcurrentDictionary<string, (int Left, bool After)> failing = [];
    private readonly ConcurrentQueue<(string ModelId, IMessage Request)> seen = [];

    /// <summary>Lets the next calls about a model fail, before they are carried out or after.</summary>
    public void Fail(string modelId, int times, bool after = false) => failing[modelId] = (times, after);

    public T[] Seen<T>(string modelId) => [.. seen.Where(call => call.ModelId == modelId).Select(call => call.Request)
        .OfType<T>()];

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (request is not IMessage message || message.Descriptor.FindFieldByName("model_id") is not { } field)
            return await continuation(request, context);
        var modelId = (string)field.Accessor.GetValue(message);
        seen.Enqueue((modelId, message));
        var (left, after) = failing.GetValueOrDefault(modelId);
        if (left == 0) return await continuation(request, context);
        failing[modelId] = (left - 1, after);
        if (after) await continuation(request, context);
        throw new RpcException(new Status(StatusCode.Unavailable, "not now"));
    }
}

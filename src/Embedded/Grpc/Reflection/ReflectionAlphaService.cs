using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Grpc.Reflection;

/// <summary>Server reflection in the version that many tools still ask for; both look the same on the wire.</summary>
internal sealed class ReflectionAlphaService(ReflectionAnswers answers) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var current = V1.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString());
            var answer = ServerReflectionResponse.Parser.ParseFrom(answers.Answer(current).ToByteString());
            await responseStream.WriteAsync(answer, context.CancellationToken);
        }
    }
}

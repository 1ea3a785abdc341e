using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using static Grpc.Reflection.V1.ServerReflectionRequest;

namespace Grpc.Reflection;

/// <summary>Answers one reflection question from the index.</summary>
internal sealed class ReflectionAnswers(SymbolIndex index)
{
    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = request.MessageRequestCase switch
        {
            MessageRequestOneofCase.ListServices => Services(),
            MessageRequestOneofCase.FileByFilename =>
                File(index.FileNamed(request.FileByFilename), $"File '{request.FileByFilename}'"),
            MessageRequestOneofCase.FileContainingSymbol =>
                File(index.FileDefining(request.FileContainingSymbol), $"Symbol '{request.FileContainingSymbol}'"),
            // Extensions are a proto2 feature, and no service here uses them.
            _ => Error(StatusCode.Unimplemented, $"Request type {request.MessageRequestCase} is not supported."),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private ServerReflectionResponse Services()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(index.ServiceNames.Select(name => new ServiceResponse { Name = name }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private static ServerReflectionResponse File(FileDescriptor? file, string wanted)
    {
        if (file is null)
        {
            return Error(StatusCode.NotFound, $"{wanted} was not found.");
        }
        var files = new Dictionary<string, FileDescriptor>(StringComparer.Ordinal);
        Collect(file, files);
        var response = new FileDescriptorResponse();
        response.FileDescriptorProto.AddRange(files.Values.Select(descriptor => descriptor.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = response };
    }

    private static void Collect(FileDescriptor file, Dictionary<string, FileDescriptor> files)
    {
        if (files.TryAdd(file.Name, file))
        {
            foreach (var dependency in file.Dependencies)
            {
                Collect(dependency, files);
            }
        }
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}

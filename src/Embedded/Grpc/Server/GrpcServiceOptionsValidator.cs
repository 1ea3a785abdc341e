using Grpc.Protocol;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>Refuses impossible options when the first service is mapped, not at the first call.</summary>
internal sealed class GrpcServiceOptionsValidator : IValidateOptions<GrpcServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, GrpcServiceOptions options)
    {
        List<string> errors = [];
        if (options.MaxReceiveMessageSize < 0)
        {
            errors.Add($"MaxReceiveMessageSize is {options.MaxReceiveMessageSize}; it must be 0 or more, or null.");
        }
        if (options.MaxSendMessageSize < 0)
        {
            errors.Add($"MaxSendMessageSize is {options.MaxSendMessageSize}; it must be 0 or more, or null.");
        }
        if (options.ResponseCompressionAlgorithm is { } algorithm && !MessageEncoding.IsSupported(algorithm))
        {
            errors.Add(
                $"ResponseCompressionAlgorithm is '{algorithm}'; it must be one of {MessageEncoding.Supported}.");
        }
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}

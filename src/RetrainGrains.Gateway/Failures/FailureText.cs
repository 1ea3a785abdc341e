using Grpc.Core;

namespace RetrainGrains.Gateway.Failures;

/// <summary>The sentence about a failure that nobody refused, kept with its request for a problem document.</summary>
internal sealed record FailureText(StatusCode Code, string Text);

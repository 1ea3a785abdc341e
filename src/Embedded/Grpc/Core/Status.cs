namespace Grpc.Core;

/// <summary>How a call ended: the code, a sentence for people, and on a client the local cause.</summary>
public readonly struct Status(StatusCode statusCode, string detail, Exception? debugException)
{
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    private readonly string? _detail = detail;

    public Status(StatusCode statusCode, string detail) : this(statusCode, detail, null)
    {
    }

    public StatusCode StatusCode { get; } = statusCode;

    public string Detail => _detail ?? "";

    public Exception? DebugException { get; } = debugException;

    public override string ToString() =>
        DebugException is null
            ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
            : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.Message}\")";
}

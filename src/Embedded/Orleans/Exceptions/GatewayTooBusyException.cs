namespace Orleans.Runtime;

/// <summary>A silo sheds load: only callers in a cluster meet it.</summary>
public sealed class GatewayTooBusyException : OrleansException
{
    public GatewayTooBusyException() : base("Gateway too busy") { }

    public GatewayTooBusyException(string message) : base(message) { }

    public GatewayTooBusyException(string message, Exception innerException) : base(message, innerException) { }
}

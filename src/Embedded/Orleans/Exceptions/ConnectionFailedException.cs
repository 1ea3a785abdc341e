namespace Orleans.Runtime.Messaging;

/// <summary>No connection to a silo could be made: only callers in a cluster meet it.</summary>
public class ConnectionFailedException : OrleansException
{
    public ConnectionFailedException() { }

    public ConnectionFailedException(string message) : base(message) { }

    public ConnectionFailedException(string message, Exception innerException) : base(message, innerException) { }
}

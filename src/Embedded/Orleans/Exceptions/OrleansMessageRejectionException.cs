namespace Orleans.Runtime;

/// <summary>The runtime refused to deliver a call.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    internal OrleansMessageRejectionException(string message) : base(message) { }

    internal OrleansMessageRejectionException(string message, Exception? innerException)
        : base(message, innerException) { }
}

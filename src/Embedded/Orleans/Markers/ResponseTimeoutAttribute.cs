using System.Globalization;

namespace Orleans;

/// <summary>Sets how long callers of one method wait for its response, written as a TimeSpan.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    public TimeSpan? Timeout { get; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}

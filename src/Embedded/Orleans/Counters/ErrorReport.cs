namespace Orleans.Runtime;

/// <summary>The newest failure of a method; a longer message is cut.</summary>
public sealed record ErrorReport(string Type, string Message, DateTimeOffset At)
{
    public const int LongestMessage = 500;

    internal static ErrorReport Of(Exception exception, DateTimeOffset at) => new(
        exception.GetType().Name,
        exception.Message.Length <= LongestMessage ? exception.Message : exception.Message[..LongestMessage] + "…",
        at);
}

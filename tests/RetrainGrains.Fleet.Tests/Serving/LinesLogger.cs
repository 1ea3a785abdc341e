using Microsoft.Extensions.Logging;

namespace RetrainGrains.Fleet.Tests.Serving;

/// <summary>Keeps what was logged, as text.</summary>
internal sealed class LinesLogger<T> : ILogger<T>
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
}

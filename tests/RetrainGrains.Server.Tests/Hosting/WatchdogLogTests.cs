using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RetrainGrains.Server.Hosting;

namespace RetrainGrains.Server.Tests.Hosting;

/// <summary>The first look of Orleans' watchdog warns of nothing; every later one is heard.</summary>
public sealed class WatchdogLogTests
{
    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData("Orleans.Runtime.Watchdog", 10, LogLevel.Warning, false)]
    [InlineData("Orleans.Runtime.Watchdog", 10, LogLevel.Error, true)]
    [InlineData("Orleans.Runtime.Watchdog", 11, LogLevel.Warning, true)]
    [InlineData("Orleans.Runtime.Silo", 0, LogLevel.Warning, true)]
    public void A_warning_is_left_out_of_the_watchdog_alone_and_of_its_first_look_alone(
        string category, int seconds, LogLevel level, bool isTold)
    {
        using var logs = LoggerFactory.Create(logging =>
        {
            logging.AddProvider(new Silent());
            WatchdogLog.LeaveOutFirstLook(logging, clock);
        });
        var log = logs.CreateLogger(category);

        clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(isTold, log.IsEnabled(level));
    }

    // Nothing is enabled where nobody listens.
    private sealed class Silent : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}

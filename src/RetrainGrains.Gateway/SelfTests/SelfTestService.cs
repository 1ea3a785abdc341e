using Microsoft.Extensions.Logging;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.SelfTests;

/// <summary>
/// Tests the installation by taking a scratch model through its whole life. Whatever fails, and although the caller may
/// have left, what the test has made is erased.
/// </summary>
internal sealed partial class SelfTestService(
    GrainCalls calls, PredictionService predictions, OutcomeService outcomes, IServingHint serving, IObservationLog log,
    TimeProvider clock, GatewayOptions options, ILogger<SelfTestService> logger)
{
    // A training waits for a slot while others train.
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TimeoutMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromMinutes(10);

    // A run in flight has to end before its model can be erased.
    private static readonly TimeSpan EraseTimeout = TimeSpan.FromSeconds(30);

    public async Task<SelfTestReport> RunAsync(TimeSpan? timeout, string by, CancellationToken cancellation)
    {
        var patience = timeout ?? TimeoutDefault;
        if (patience < TimeoutMin || patience > TimeoutMax)
        {
            throw new RefusedException(Refusal.Of(
                RefusalKind.Invalid, "timeout", $"{patience.TotalSeconds}s",
                $"must be {TimeoutMin.TotalSeconds}s to {TimeoutMax.TotalSeconds}s"));
        }
        using var limit = new CancellationTokenSource(patience, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var run = new SelfTestRun(
            new TestedParts(calls, predictions, outcomes, serving, log, clock), by, $"self-test/{options.NewId()}",
            clock.GetUtcNow() + patience + EraseTimeout);
        var steps = new StepRunner(
            clock, (error, step) => Describe(error, step, $"not done after {patience.TotalSeconds} s", stop.Token));
        await steps.RunAsync("clear", () => run.ClearAsync(stop.Token));
        await steps.RunAsync("register", () => run.RegisterAsync(stop.Token));
        await steps.RunAsync("history", () => run.ImportAsync(stop.Token));
        await steps.RunAsync("train", () => run.TrainAsync(stop.Token));
        await steps.RunAsync("predict", () => run.PredictAsync(stop.Token));
        await steps.RunAsync("outcomes", () => run.RecordAsync(stop.Token));
        await steps.RunAsync("check", () => run.CheckAsync(stop.Token));
        await steps.RunAsync("promote", () => run.PromoteAsync(stop.Token));
        await steps.RunAsync("rollback", () => run.RollBackAsync(stop.Token));
        using var eraseLimit = new CancellationTokenSource(EraseTimeout, clock);
        await steps.RunAsync("erase", () => run.EraseAsync(eraseLimit.Token), whatever: true);
        cancellation.ThrowIfCancellationRequested();
        var report = steps.Report;
        LogEnded(by, report.Passed ? "passed" : "failed", report.Took.TotalSeconds);
        return report;
    }

    private string Describe(Exception error, string step, string late, CancellationToken stop)
    {
        if (error is OperationCanceledException)
            return step == "erase" ? "not done in time: the next test erases what is left" : late;
        var code = FailureStatus.CodeOf(error, stop);
        var reference = options.NewId();
        LogStepFailed(error, step, reference);
        return FailureStatus.TextOf(error, code, reference);
    }

    [LoggerMessage(LogLevel.Information, "The self-test that {By} asked for has {Ended} after {Seconds:0.0} s.")]
    private partial void LogEnded(string by, string ended, double seconds);

    [LoggerMessage(LogLevel.Error, "The step {Step} of a self-test failed, reference {Reference}.")]
    private partial void LogStepFailed(Exception error, string step, string reference);
}

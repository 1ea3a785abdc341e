namespace RetrainGrains.Gateway.SelfTests;

/// <summary>Runs steps one after the other, with their times; after one that failed the others are left out.</summary>
internal sealed class StepRunner(TimeProvider clock, Func<Exception, string, string> describe)
{
    private readonly ImmutableArray<SelfTestStep>.Builder done = ImmutableArray.CreateBuilder<SelfTestStep>();
    private readonly long begun = clock.GetTimestamp();

    public bool HasFailed => done.Any(step => step.Status == StepStatus.Failed);

    public SelfTestReport Report => new(done.ToImmutable(), clock.GetElapsedTime(begun));

    /// <summary>Runs a step, which answers what came of it. One that cleans up runs whatever has failed.</summary>
    public async Task RunAsync(string name, Func<Task<string>> step, bool whatever = false)
    {
        if (HasFailed && !whatever)
        {
            done.Add(new SelfTestStep(name, StepStatus.Skipped, TimeSpan.Zero, ""));
            return;
        }
        var started = clock.GetTimestamp();
        try
        {
            var detail = await step();
            done.Add(new SelfTestStep(name, StepStatus.Passed, clock.GetElapsedTime(started), detail));
        }
        catch (Exception error)
        {
            var reason = error is StepFailedException ? error.Message : describe(error, name);
            done.Add(new SelfTestStep(name, StepStatus.Failed, clock.GetElapsedTime(started), reason));
        }
    }
}

namespace RetrainGrains.Gateway.SelfTests;

/// <summary>The end of a step. Numbers are those of the wire.</summary>
internal enum StepStatus
{
    Passed = 0,
    Failed = 1,

    /// <summary>A step before it had failed.</summary>
    Skipped = 2,
}

/// <summary>A step of a self-test: what came of it, in words, and the time it took.</summary>
internal sealed record SelfTestStep(string Name, StepStatus Status, TimeSpan Took, string Detail);

/// <summary>A self-test that has ended.</summary>
internal sealed record SelfTestReport(ImmutableArray<SelfTestStep> Steps, TimeSpan Took)
{
    public bool Passed => Steps.All(step => step.Status == StepStatus.Passed);
}

using RetrainGrains.Gateway.SelfTests;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The report of a self-test on the wire. Enumerations keep their numbers.</summary>
internal static class SelfTestMapping
{
    public static V1.SelfTestReport ToWire(this SelfTestReport report) => new()
    {
        Passed = report.Passed,
        Seconds = report.Took.TotalSeconds,
        Steps = { report.Steps.Select(ToWire) },
    };

    private static V1.SelfTestStep ToWire(SelfTestStep step) => new()
    {
        Name = step.Name,
        Status = (V1.StepStatus)step.Status,
        Seconds = step.Took.TotalSeconds,
        Detail = step.Detail,
    };
}

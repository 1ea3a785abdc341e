namespace RetrainGrains.Domain.Tests.Gates;

/// <summary>The gate that `src/README.md` adds as an example.</summary>
public sealed class OwnGateTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(-2, true)]
    public void A_gate_of_one_s_own_judges_a_challenger(double otherError, bool passes)
    {
        var errors = new ErrorSums(PredictionTask.Regression);
        for (var i = 0; i < 100; i++) errors.Add(i % 2 == 0 ? 2 : otherError, 0);
        var subject = new GateCase("challenger", errors, Given.Errors(100, 2), 4, 4, 0.5, false, Given.Sound);

        var verdict = Assert.Single(new UnbiasedGate().Judge(new GatePolicy(), subject));

        Assert.Equal(passes, verdict.Passed);
    }
}

/// <summary>The gate of predictions whose errors do not all lie on one side.</summary>
public sealed class UnbiasedGate : IGate
{
    private const double ShareMax = 0.5;

    public string Name => "unbiased";

    public IEnumerable<GateVerdict> Judge(GatePolicy policy, GateCase subject)
    {
        if (subject.Challenging.Count < policy.MinimumRows) yield break;
        var bias = Math.Abs(Metrics.Of(subject.Challenging, Metric.Bias));
        var error = Metrics.Of(subject.Challenging, Metric.Mae);
        yield return new GateVerdict(
            Name, bias <= ShareMax * error,
            $"bias {Formatted.Number(bias)} of a mean error of {Formatted.Number(error)}");
    }
}

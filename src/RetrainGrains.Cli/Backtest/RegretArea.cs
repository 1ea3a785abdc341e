namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The area under the regret of a model, as Modyn's cost triggers integrate it: regret stays until the model is
/// replaced, and regret within a span is spread evenly or placed at its own times.
/// </summary>
public sealed class RegretArea
{
    private double regret;

    public double Area { get; private set; }

    /// <summary>Adds new regret that is spread evenly over a span, and returns the area.</summary>
    public double Add(double newRegret, double duration)
    {
        Area += regret * duration + newRegret * duration / 2;
        regret += newRegret;
        return Area;
    }

    /// <summary>Adds new regrets, each at its time within a span, and returns the area.</summary>
    public double Add(IEnumerable<(double At, double Regret)> regrets, double start, double duration)
    {
        Area += regret * duration;
        foreach (var (at, amount) in regrets)
        {
            Area += amount * (start + duration - at);
            regret += amount;
        }
        return Area;
    }

    public void Reset() => (regret, Area) = (0, 0);
}

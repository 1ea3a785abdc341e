using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Statistics.Multiplicity;

namespace RetrainGrains.Simulations;

/// <summary>Whoever hears a fleet's alarms, one procedure each: told once of a drift until that is over.</summary>
internal abstract class FleetListener
{
    /// <summary>The models that are told of today.</summary>
    public abstract List<int> Hear(int day, double[] pValues);
}

/// <summary>The rule of the product.</summary>
internal sealed class RuleListener(FleetAlertOptions options) : FleetListener
{
    private readonly HashSet<int> reported = [];
    private FleetAlertState alerts = FleetAlertState.None;

    public override List<int> Hear(int day, double[] pValues)
    {
        for (var model = 0; model < pValues.Length; model++)
        {
            if (pValues[model] < 1) reported.Add(model);
            else if (!reported.Remove(model)) continue;
            var test = new DriftTest(
                $"{model}", DateTimeOffset.UnixEpoch.AddDays(day), pValues[model], Severity.Warning,
                pValues[model] < 1 ? "drift" : "");
            alerts = FleetAlertRule.Decide(options, alerts, test, pValues.Length);
        }
        var heard = new List<int>();
        for (; alerts.Untold is { } alarm; alerts = alerts.Tell(alarm)) heard.Add(int.Parse(
            alarm.ModelId, System.Globalization.CultureInfo.InvariantCulture));
        return heard;
    }
}

/// <summary>Test by test, in the order in which models report; a model whose alarm is open is not tested.</summary>
internal abstract class OneByOneListener : FleetListener
{
    private readonly HashSet<int> open = [];

    public override List<int> Hear(int day, double[] pValues)
    {
        var (heard, silent) = (new List<int>(), 0);
        for (var model = 0; model < pValues.Length; model++)
        {
            if (pValues[model] == 1)
            {
                open.Remove(model);
                silent++;
            }
            else if (!open.Contains(model))
            {
                if (Test(pValues[model], silent) && open.Add(model)) heard.Add(model);
                silent = 0;
            }
        }
        Pass(silent);
        return heard;
    }

    /// <summary>So many tests have found nothing.</summary>
    protected abstract void Pass(int silent);

    protected abstract bool Reject(double pValue);

    private bool Test(double pValue, int silent)
    {
        Pass(silent);
        return Reject(pValue);
    }
}

/// <summary>LORD++ and LOND.</summary>
internal sealed class OnlineListener(OnlineFdr start) : OneByOneListener
{
    private OnlineFdr online = start;

    protected override void Pass(int silent) => online = online with { Tests = online.Tests + silent };

    protected override bool Reject(double pValue)
    {
        var decision = online.Test(pValue);
        online = decision.State;
        return decision.Rejected;
    }
}

/// <summary>e-LOND; what 1 / (2 √p) is on average without drift is 1, so that it is an e-value.</summary>
internal sealed class EValueListener(double rate) : OneByOneListener
{
    private ELond online = ELond.Start(rate);

    protected override void Pass(int silent) => online = online with { Tests = online.Tests + silent };

    protected override bool Reject(double pValue)
    {
        var decision = online.Test(1 / (2 * Math.Sqrt(pValue)));
        online = decision.State;
        return decision.Rejected;
    }
}

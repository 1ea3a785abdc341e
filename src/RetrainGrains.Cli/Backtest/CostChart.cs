using System.Text;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The cumulative cost of policies above the oracle's as lines, and under them a lane for each with its retrainings.
/// The costs themselves would lie on each other: most of a loss is nobody's to save.
/// </summary>
internal static class CostChart
{
    private const double Width = 900;
    private const double Height = 300;
    private const double Left = 150;
    private const double Top = 20;
    private const double Lane = 20;
    private const int Ticks = 4;
    private const double Headroom = 1.1;

    public static void Write(StringBuilder page, StreamBacktest model)
    {
        var oracle = model.Policies.Single(policy => policy.Policy == PolicyComparison.Oracle);
        PolicyResult[] rules = [.. model.Policies.Where(policy => IsShown(policy, oracle))];
        double[][] lines = [.. rules.Select(rule => AboveOracle(rule, oracle))];
        // Never to retrain can cost so much that the others would lie on each other: its line then runs along the top.
        double[][] others = [.. lines.Where((_, i) => rules[i].Policy != NeverPolicy.Title)];
        var low = Math.Min(0, others.Min(line => line.Min()));
        var high = Math.Max(0, others.Max(line => line.Max())) * Headroom;
        if (high <= low) high = low + 1;
        PolicyResult[] lanes = [.. rules, oracle];
        var bottom = Top + Height + Lane * (lanes.Length + 1);
        page.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {bottom}\" role=\"img\" ")
            .Append("aria-label=\"Cumulative cost above the oracle, and retrainings\">\n");
        WriteAxis(page, low, high);
        for (var i = 0; i < rules.Length; i++) WriteLine(page, lines[i], low, high, i);
        for (var i = 0; i < lanes.Length; i++) WriteLane(page, lanes[i], i, model.Periods);
        page.Append("</svg>\n");
    }

    // Never, the best cadence and the rules: the other cadences are in the table.
    private static bool IsShown(PolicyResult policy, PolicyResult oracle) =>
        policy != oracle && (policy.BestFixed || !policy.Policy.StartsWith("every ", StringComparison.Ordinal));

    private static double[] AboveOracle(PolicyResult policy, PolicyResult oracle)
    {
        var above = new double[policy.CostByPeriod.Length];
        var sum = 0.0;
        for (var t = 0; t < above.Length; t++) above[t] = sum += policy.CostByPeriod[t] - oracle.CostByPeriod[t];
        return above;
    }

    private static void WriteAxis(StringBuilder page, double low, double high)
    {
        for (var i = 0; i <= Ticks; i++)
        {
            var value = low + (high - low) * i / Ticks;
            var y = Y(value, low, high);
            page.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0.#}\" ")
                .Append(CultureInfo.InvariantCulture, $"y2=\"{y:0.#}\" stroke=\"var(--line)\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" ")
                .Append($"text-anchor=\"end\">{BacktestDisplay.Number(value)}</text>\n");
        }
    }

    private static void WriteLine(StringBuilder page, double[] line, double low, double high, int colour)
    {
        page.Append($"<polyline fill=\"none\" stroke=\"{Colour(colour)}\" stroke-width=\"2\" points=\"");
        for (var t = 0; t < line.Length; t++)
        {
            var (x, y) = (X(t, line.Length), Y(Math.Min(line[t], high), low, high));
            page.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
        }
        page.Append("\"/>\n");
    }

    private static void WriteLane(StringBuilder page, PolicyResult policy, int lane, int periods)
    {
        var y = Top + Height + Lane * (lane + 1);
        var colour = policy.Policy == PolicyComparison.Oracle ? "var(--ink)" : Colour(lane);
        page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{y + 4}\" text-anchor=\"end\" ")
            .Append($"style=\"fill: {colour}\">{BacktestPage.Text(policy.Policy)}</text>");
        foreach (var t in policy.Retrainings)
        {
            page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{X(t, periods) - 1.5:0.#}\" y=\"{y - 6}\" ")
                .Append($"width=\"3\" height=\"12\" fill=\"{colour}\"><title>{BacktestPage.Text(policy.Policy)}, ")
                .Append($"period {t + 1}</title></rect>");
        }
        page.Append('\n');
    }

    private static string Colour(int index) => $"var(--c{index % 8})";

    private static double X(int period, int periods) => Left + 10 + (Width - Left - 20) * period / (periods - 1);

    private static double Y(double value, double low, double high) =>
        Top + Height - 10 - (Height - 20) * (value - low) / (high - low);
}

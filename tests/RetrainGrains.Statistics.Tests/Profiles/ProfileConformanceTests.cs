using RetrainGrains.Statistics.Profiles;
using RetrainGrains.Statistics.Tests.Peers;
using RetrainGrains.Statistics.Tests.TwoSample;

namespace RetrainGrains.Statistics.Tests.Profiles;

/// <summary>Each tool's definition, written out over numpy and scipy as it has it, gives the same score.</summary>
public sealed class ProfileConformanceTests
{
    private const string Script =
        """
        import sys
        np, stats, js = numpy, scipy.stats, scipy.spatial.distance.jensenshannon
        def categories(r, c):
            keys = list(set(r) | set(c))
            return [np.array([(side == key).sum() for key in keys]) for side in (r, c)]

        def evidently_bins(r, c, kind, fill):
            if kind == 0 and len(np.unique(r)) > 20:
                bins = np.histogram_bin_edges(np.concatenate([r, c]), bins='sturges')
                sides = [np.histogram(side, bins)[0] / len(side) for side in (r, c)]
            else:
                sides = [counts / counts.sum() for counts in categories(r, c)]
            if fill:
                for side in sides:
                    least = min(side[side != 0])
                    np.place(side, side == 0, least / 10**6 if least <= 0.0001 else 0.0001)
            return sides
        def evidently_hellinger(r, c, kind):
            if kind == 1:
                p, q = [counts / counts.sum() for counts in categories(r, c)]
                overlap = np.sqrt(p * q).sum()
            else:
                bins = np.histogram_bin_edges(list(set(r) | set(c)), bins='sturges')
                p, q = [np.histogram(side, bins=bins, density=True)[0] for side in (r, c)]
                overlap = (np.sqrt(p * q) * (bins.max() - bins.min()) / (len(bins) - 1)).sum()
            return np.sqrt(1 - np.clip(overlap, 0, 1))
        def evidently_z(r, c, kind):
            first = min(min(r), min(c))
            p1, p2 = (r != first).mean(), (c != first).mean()
            p = (p1 * len(r) + p2 * len(c)) / (len(r) + len(c))
            if p in (0, 1): return 1
            return 2 * stats.norm.sf(abs((p1 - p2) / np.sqrt(p * (1 - p) * (1 / len(r) + 1 / len(c)))))
        def evidently_chi(r, c, kind):
            expected, observed = categories(r, c)
            return stats.chisquare(observed, expected * len(c) / len(r))[1] if len(expected) > 1 else 1
        def evidently_psi(r, c, kind):
            p, q = evidently_bins(r, c, kind, True)
            return ((p - q) * np.log(p / q)).sum()

        def nanny_bins(r, c, kind):
            if kind == 1:
                keys = np.unique(r)
                p, q = [np.array([(side == key).sum() for key in keys]) / len(side) for side in (r, c)]
            else:
                bins = np.histogram_bin_edges(r, bins='doane')
                p, q = [np.histogram(side, bins=bins)[0] / len(side) for side in (r, c)]
            left = 1 - q.sum()
            return (np.append(p, 0), np.append(q, left)) if left > 1e-12 else (p, q)
        def nanny_ks(r, c, kind):
            if len(r) < 10_000: return stats.ks_2samp(r, c)[0]
            p, bins = np.histogram(r, np.linspace(r.min(), r.max(), 10_001))
            q = (c < bins[0]).mean() + np.cumsum(np.histogram(c, bins)[0] / len(c))
            return abs(np.cumsum(p / len(r)) - q).max()
        def ecdf(values):
            x, counts = np.unique(np.sort(values), return_counts=True)
            return x, np.cumsum(counts) / len(values)
        def nanny_wasserstein(r, c, kind):
            if len(r) < 10_000: return stats.wasserstein_distance(r, c)
            counts, bins = np.histogram(r, bins=10_000)
            smaller, bigger, below, above, amount = c[c < bins[0]], c[c > bins[-1]], 0, 0, 0
            if len(smaller):
                amount = (len(smaller) + 1) / len(c)
                x, y = ecdf(np.concatenate((smaller, [bins[0]])))
                below = (y[:-1] * np.diff(x)).sum() * amount
            if len(bigger):
                x, y = ecdf(np.concatenate(([bins[-1]], bigger)))
                above = ((1 - y)[:-1] * np.diff(x)).sum() * (len(bigger) + 1) / len(c)
            q = np.cumsum(np.histogram(c, bins=bins)[0] / len(c)) + amount
            return (abs(np.cumsum(counts / len(r)) - q) * (bins[1] - bins[0])).sum() + below + above

        def hellinger(p, q): return np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum()) / np.sqrt(2)
        def frouros_bins(r, c):
            both = np.concatenate([r, c])
            edges = [np.linspace(both.min(), both.max(), 11)]
            return [np.histogramdd(side[:, None], bins=edges)[0] / len(side) for side in (r, c)]
        def frouros_psi(r, c, kind):
            p, q = frouros_bins(r, c)
            p[p == 0] = q[q == 0] = sys.float_info.min
            return ((q - p) * np.log(q / p)).sum()
        def frouros_shares(r, c):
            both = np.concatenate([r, c])
            points = np.linspace(both.min(), both.max(), 10)
            return [np.diff(stats.rv_histogram(np.histogram(side, bins='auto')).cdf(points)) for side in (r, c)]

        definitions = {
            'Evidently': {
                'KolmogorovSmirnov': lambda r, c, kind: stats.ks_2samp(r, c)[1],
                'ChiSquared': evidently_chi,
                'ProportionZ': evidently_z,
                'Wasserstein': lambda r, c, kind: stats.wasserstein_distance(r, c) / max(np.std(r), 0.001),
                'JensenShannon': lambda r, c, kind: js(*evidently_bins(r, c, kind, False)),
                'KullbackLeibler': lambda r, c, kind: stats.entropy(*evidently_bins(r, c, kind, True)),
                'PopulationStability': evidently_psi,
                'Hellinger': evidently_hellinger,
                'Energy': lambda r, c, kind: stats.energy_distance(r, c),
            },
            'NannyML': {
                'JensenShannon': lambda r, c, kind: js(*nanny_bins(r, c, kind), base=2),
                'Hellinger': lambda r, c, kind: hellinger(*nanny_bins(r, c, kind)),
                'LargestDifference':
                    lambda r, c, kind: abs(np.subtract(*[s / s.sum() for s in categories(r, c)])).max(),
                'KolmogorovSmirnov': nanny_ks,
                'Wasserstein': nanny_wasserstein,
                'ChiSquared': lambda r, c, kind: stats.chi2_contingency(categories(r, c))[1],
            },
            'Frouros': {
                'PopulationStability': frouros_psi,
                'Hellinger': lambda r, c, kind: hellinger(*frouros_bins(r, c)),
                'JensenShannon': lambda r, c, kind: js(*frouros_shares(r, c)),
                'KullbackLeibler': lambda r, c, kind: scipy.special.rel_entr(*frouros_shares(r, c)[::-1]).sum(),
                'WelchT': lambda r, c, kind: stats.ttest_ind(r, c, equal_var=False)[1],
                'MannWhitney': lambda r, c, kind: stats.mannwhitneyu(r, c)[1],
            },
        }
        columns = [(np.array(r, float), np.array(c, float), kind) for r, c, kind in given['columns']]
        found = [float(definitions[tool][name](*columns[i])) for tool, name, i in given['questions']]
        """;

    private static readonly DriftProfile[] Tools =
        [DriftProfile.Evidently, DriftProfile.NannyMl, DriftProfile.Frouros];

    private static readonly Dictionary<string, ProfileStatistic[]> Numeric = new()
    {
        ["Evidently"] =
        [
            ProfileStatistic.KolmogorovSmirnov, ProfileStatistic.Wasserstein, ProfileStatistic.JensenShannon,
            ProfileStatistic.KullbackLeibler, ProfileStatistic.PopulationStability, ProfileStatistic.Hellinger,
            ProfileStatistic.Energy,
        ],
        ["NannyML"] =
        [
            ProfileStatistic.JensenShannon, ProfileStatistic.Hellinger, ProfileStatistic.KolmogorovSmirnov,
            ProfileStatistic.Wasserstein,
        ],
        ["Frouros"] =
        [
            ProfileStatistic.PopulationStability, ProfileStatistic.Hellinger, ProfileStatistic.JensenShannon,
            ProfileStatistic.KullbackLeibler, ProfileStatistic.WelchT, ProfileStatistic.MannWhitney,
        ],
    };

    private static readonly Dictionary<string, ProfileStatistic[]> Categorical = new()
    {
        ["Evidently"] =
        [
            ProfileStatistic.ChiSquared, ProfileStatistic.ProportionZ, ProfileStatistic.JensenShannon,
            ProfileStatistic.KullbackLeibler, ProfileStatistic.PopulationStability, ProfileStatistic.Hellinger,
        ],
        ["NannyML"] =
        [
            ProfileStatistic.JensenShannon, ProfileStatistic.Hellinger, ProfileStatistic.LargestDifference,
            ProfileStatistic.ChiSquared,
        ],
        ["Frouros"] = [],
    };

    private sealed record Column(string Name, ColumnKind Kind, double[] Reference, double[] Current);

    private static readonly Column[] Columns =
    [
        Numbers("normal", Samples.Normal, Samples.Normal, 300, 100),
        Numbers("shifted", Samples.Normal, random => Samples.Normal(random) + 1, 400, 50),
        Numbers("apart", Samples.Normal, random => Samples.Normal(random) + 30, 100, 100),
        Numbers("skewed", Skewed, Skewed, 999, 99),
        Numbers("few values", random => random.Next(12), random => random.Next(14), 200, 150),
        Numbers("large", Samples.Normal, random => 1.5 * Samples.Normal(random) + 0.1, 20_000, 1_000),
        Numbers("large, inside", Samples.Normal, random => 0.3 * Samples.Normal(random), 20_000, 1_000),
        Categories("six", random => random.Next(6), random => random.Next(6), 500, 90),
        Categories("two", random => random.Next(2), random => random.Next(3) / 2, 80, 70),
        Categories("new and gone", random => random.Next(5), random => 2 + random.Next(5), 300, 300),
        Categories("rare", random => random.NextDouble() < 0.00005 ? 1 : 2, random => 2 + random.Next(2), 30_000, 60),
    ];

    [Fact]
    public void A_profiles_score_is_its_tools()
    {
        var questions = (
            from column in Columns.Index()
            from tool in Tools
            from statistic in (column.Item.Kind == ColumnKind.Numeric ? Numeric : Categorical)[tool.Name]
            select (Tool: tool, Statistic: statistic, column.Index)).ToArray();

        var found = PythonPeer.Ask<double[]>(Script, new
        {
            columns = Columns.Select(column => new object[] { column.Reference, column.Current, (int)column.Kind }),
            questions = questions.Select(
                question => new object[] { question.Tool.Name, question.Statistic.ToString(), question.Index }),
        });

        foreach (var (question, expected) in questions.Zip(found))
        {
            var column = Columns[question.Index];
            var report = question.Tool.Compare(column.Reference, column.Current, column.Kind, question.Statistic);
            Agreement.Assert(
                expected, report.Score, $"{question.Statistic} of {question.Tool.Name} for {column.Name}", 1e-13);
        }
    }

    private static double Skewed(Random random) => Math.Exp(Samples.Normal(random));

    private static Column Numbers(
        string name, Func<Random, double> reference, Func<Random, double> current, int rows, int currentRows) =>
        new(name, ColumnKind.Numeric, Samples.Draw(reference, rows, 1), Samples.Draw(current, currentRows, 2));

    private static Column Categories(
        string name, Func<Random, double> reference, Func<Random, double> current, int rows, int currentRows) =>
        Numbers(name, reference, current, rows, currentRows) with { Kind = ColumnKind.Categorical };
}

using RetrainGrains.Cli.Terminal;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Backtest;

/// <summary>Reads a file that overrides the cost-aware rule's settings where it speaks.</summary>
internal static class CostAwareReader
{
    private const string Option = "--cost-aware";
    private const string Root = "costAware";

    public static CostAwareOptions Read(string? path, List<Problem> problems)
    {
        var options = new CostAwareOptions();
        if (path is null || OptionReader.Text(Option, path, problems) is not { } json) return options;
        var found = new List<Problem>();
        if (SettingsReader.Parse(json, Root, found) is { } settings)
        {
            SettingsReader.Check<CostAwareOptions>(settings, Root, found);
            options = SettingsReader.Merge(options, settings);
            found.AddRange(options.Validate(Root));
        }
        problems.AddRange(found.Select(problem => problem with { Field = $"{path}: {problem.Field}" }));
        return options;
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>A story of facts: steps that come one after another, and the rules by which outcomes join.</summary>
internal sealed record FactStory(bool Tolerant, ImmutableArray<FactCommand> Steps)
{
    // Rows and outcomes come more often than repairs.
    private static readonly FactStep[] Often =
    [
        FactStep.Predict, FactStep.Predict, FactStep.Predict, FactStep.Predict, FactStep.Outcomes, FactStep.Outcomes,
        FactStep.Outcomes, FactStep.Correct, FactStep.WithdrawIds, FactStep.WithdrawEntity, FactStep.WithdrawSpan,
        FactStep.Erase, FactStep.Continue, FactStep.Continue, FactStep.History, FactStep.Look,
    ];

    public static Arbitrary<FactStory> Any(int steps) => Arb.From(
        from tolerant in Gen.Choose(0, 1)
        from count in Gen.Choose(1, steps)
        from commands in Command.ArrayOf(count)
        select new FactStory(tolerant == 1, [.. commands]), Shorter);

    public override string ToString() =>
        $"{(Tolerant ? "an hour of tolerance" : "no tolerance")}:\n  {string.Join("\n  ", Steps)}\n";

    private static Gen<FactCommand> Command =>
        from kind in Gen.Elements(Often)
        from command in kind switch
        {
            FactStep.Outcomes => Of(FactStep.Outcomes, Items(most: 3, values: 10)),
            FactStep.History => Of(FactStep.History, Items(most: 2, values: 12)),
            FactStep.Correct => Of(FactStep.Correct, Items(most: 2, values: 3)),
            FactStep.WithdrawIds => Of(FactStep.WithdrawIds, Items(most: 2, values: 1)),
            _ => Of(kind, Items(most: 1, values: 12)),
        }
        select command;

    private static Gen<FactCommand> Of(FactStep step, Gen<FactItem[]> items) =>
        from rows in items
        from request in Gen.Choose(0, 4)
        from death in Gen.Choose(0, 11)
        select new FactCommand(
            step, [.. rows], step is >= FactStep.Correct and <= FactStep.Erase or FactStep.Look ? $"r{request}" : "",
            death < 6 ? new FactDeath(death / 2, death % 2 == 1) : null);

    private static Gen<FactItem[]> Items(int most, int values) =>
        from count in Gen.Choose(1, most)
        from items in (
            from row in Gen.Choose(0, FactRows.All.Length - 1)
            from value in Gen.Choose(0, values - 1)
            from known in Gen.Choose(0, 7)
            from other in Gen.Choose(0, 7)
            select new FactItem(row, value, known, other)).ArrayOf(count)
        select items;

    // Without some of the steps, without a death, or with fewer rows: whoever reads it wants no more than it takes.
    private static IEnumerable<FactStory> Shorter(FactStory story)
    {
        for (var length = story.Steps.Length / 2; length > 0; length /= 2)
        {
            for (var from = 0; from + length <= story.Steps.Length; from += length)
                yield return story with { Steps = story.Steps.RemoveRange(from, length) };
        }
        for (var i = 0; i < story.Steps.Length; i++)
        {
            var step = story.Steps[i];
            if (step.Death is not null) yield return With(i, step with { Death = null });
            for (var row = 0; step.Items.Length > 1 && row < step.Items.Length; row++)
                yield return With(i, step with { Items = step.Items.RemoveAt(row) });
        }
        if (story.Tolerant) yield return story with { Tolerant = false };

        FactStory With(int place, FactCommand step) => story with { Steps = story.Steps.SetItem(place, step) };
    }
}

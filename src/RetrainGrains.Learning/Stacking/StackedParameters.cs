using System.Collections.Immutable;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Stacking;

/// <summary>
/// The hyper-parameters of a stacked ensemble: of the search for its weights, and of its base learners.
/// </summary>
public sealed record StackedParameters : LearnerParameters
{
    private static readonly ParameterDefinition<StackedParameters>[] Definitions =
    [
        new(nameof(Folds), 1, 20, true, p => p.Folds, (p, v) => p with { Folds = (int)v }),
        new(nameof(ValidationFraction), 0.05, 0.9, false,
            p => p.ValidationFraction, (p, v) => p with { ValidationFraction = v }),
    ];

    public static StackedParameters Default { get; } = new();

    // The origins: each costs a fit of every base, and with four no model is older than a tenth of the rows.
    public int Folds { get; init; } = 4;

    // The share of latest rows that weights are found on: on fewer they are noise where members are nearly alike, and
    // even the first origin has learned from the larger part.
    public double ValidationFraction { get; init; } = 0.4;

    // By the name of a base learner; one that is not named has its defaults. All take the ensemble's target form.
    public ImmutableDictionary<string, LearnerParameters> Bases { get; init; } =
        ImmutableDictionary<string, LearnerParameters>.Empty;

    public override IReadOnlyList<ParameterValue> Values =>
        ParameterDefinition<StackedParameters>.Read(Definitions, this);

    public override StackedParameters With(IReadOnlyDictionary<string, double> replacements) =>
        ParameterDefinition<StackedParameters>.Replace(Definitions, this, replacements);
}

using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using FeatureKind = RetrainGrains.Learning.Data.FeatureKind;

namespace RetrainGrains.Fleet.Tests.Serving;

/// <summary>A small schema, and artifacts that a real learner made for it.</summary>
internal static class Example
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly FeatureSchema Schema = new()
    {
        Features =
        [
            new Feature("temp"), new Feature("wind"),
            new Feature("season", FeatureKind.Categorical) { Categories = ["winter", "summer"] },
        ],
        Target = "load",
        LastValue = "temp",
    };

    public static readonly FeatureValue[] Row =
        [FeatureValue.Of(21.5), FeatureValue.Missing, FeatureValue.Of("summer")];

    /// <summary>An artifact that answers with this number.</summary>
    public static Artifact Constant(double value) => Fit("mean", value);

    /// <summary>A worker's artifact, whose fallback answers with this number.</summary>
    public static Artifact External(byte[] content, double value) =>
        Fit(LearnerRegistry.External("worker:lstm", (_, _, _) => content), value, slope: 0);

    public static Artifact Fit(string learner, double value) =>
        Fit(LearnerRegistry.BuiltIn.Get(learner), value, learner == "mean" ? 0 : 1);

    private static Artifact Fit(ILearner learner, double value, double slope)
    {
        var rows = new DatasetBuilder(new DatasetSchema(
            PredictionTask.Regression,
            [
                FeatureDescription.Numeric("temp"), FeatureDescription.Numeric("wind"),
                FeatureDescription.Categorical("season", 2),
            ], 0));
        for (var i = 0; i < 50; i++) rows.Add(i, [i, i % 7, i % 2], value + slope * i);
        var result = learner.Fit(rows.Build(), learner.Defaults, 1, FitOptions.Default);
        return result.Artifact ?? throw new InvalidOperationException(result.Failure);
    }

    public static ServingPlan Plan(string modelId, SemanticVersion version, string artifactId) =>
        new(modelId, version, Schema, [new Member(new Recipe("mean"), artifactId, 1)]);

    public static ModelState State(string modelId) => new()
    {
        ModelId = modelId,
        ModelType = "load",
        Schema = Schema,
        Policy = new ModelPolicy(),
        Seed = 7,
        RegisteredAt = Start,
    };
}

using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Training;

/// <summary>
/// The result of training a version again: the rows that are there for it now, and the artifact or the reason for none.
/// </summary>
public sealed record RebuiltVersion(TrainedVersion Trained)
{
    public int Rows { get; init; }
    public DateTimeOffset? FirstRow { get; init; }
    public string? Fingerprint { get; init; }
    public Artifact? Artifact { get; init; }

    /// <summary>The repairs of facts that the version had learned from; its rows are not as they were.</summary>
    public ImmutableArray<FactsRepaired> Repairs { get; init; } = [];
    public string? Failure { get; init; }
}

/// <summary>Trains a model's versions again, by the code that trained them first; nothing is written.</summary>
public sealed class VersionRebuild(IDatabase database, ModelState model, TimeProvider clock)
{
    private const int LedgerPage = 1_000;

    private readonly TrainingRows rows = new(database.Observations);

    // Versions are trained by the schema of their time; the ledger has each that there was.
    private async Task<FeatureSchema> SchemaAtAsync(DateTimeOffset plannedAt, CancellationToken cancellation)
    {
        if (model.Schema.Version == 0) return model.Schema;
        FeatureSchema? schema = null;
        for (var from = 1L; ;)
        {
            var page = await database.Models.LedgerAsync(model.ModelId, from, LedgerPage, cancellation);
            foreach (var line in page.Where(line => line.Kind is "registered" or "schema-changed"))
            {
                var told = DomainJson.Read<LifecycleEvent>(line.Body);
                if (told is ModelRegistered registered) schema = registered.Schema;
                if (told is SchemaChanged changed && changed.At <= plannedAt) schema = changed.Schema;
            }
            if (page.Count < LedgerPage) return schema ?? model.Schema;
            from = page[^1].Sequence + 1;
        }
    }

    public async Task<RebuiltVersion> RunAsync(
        TrainedVersion version, Action<TrainingProgress> report, CancellationToken cancellation)
    {
        if (version.ImportedFrom is { } format)
            return new RebuiltVersion(version) { Failure = $"it was imported from {format}, not trained here" };
        if (await database.Runs.FindAsync(version.RunId, cancellation) is not { } run)
            return new RebuiltVersion(version) { Failure = $"{version.RunId}, which has its plan, is not stored" };
        var plan = DomainJson.Read<ChallengerPlan>(run.Plan);
        if (plan.Challengers.FirstOrDefault(challenger => challenger.Seed == version.Seed) is not { } planned)
            return new RebuiltVersion(version) { Failure = $"{version.RunId} has planned nothing with its seed" };
        var schema = await SchemaAtAsync(plan.PlannedAt, cancellation);
        var read = ChallengerTraining.Learnable(schema, await rows.ReadAsync(run.ModelId, planned));
        var rebuilt = new RebuiltVersion(version)
        {
            Rows = read.Count,
            FirstRow = read.Count == 0 ? null : read[0].At,
            Fingerprint = DatasetFingerprint.Of(schema, read),
            Repairs = await RepairsOfAsync(version, cancellation),
        };
        if (version.Recipe.WorkerLearner is { } learner)
        {
            return rebuilt with
            {
                Failure = $"a worker trained it: only one that offers '{learner}' could, and the same bytes are not "
                    + "promised",
            };
        }
        // What a search found is kept: nothing is searched again, and nothing judged.
        var again = planned with { Parameters = version.Parameters, Search = null };
        var only = plan with { Validate = false, ReferenceFrom = null };
        try
        {
            var (result, artifact) = ChallengerTraining.Train(
                schema, only, again, read, RecipeLearners.BuiltIn, new TrainingProgressReporter(clock, report),
                cancellation);
            return rebuilt with { Artifact = artifact, Failure = result.Failure };
        }
        // Rows or a learner that cannot be used here: its words say which.
        catch (ArgumentException error)
        {
            return rebuilt with { Failure = error.Message };
        }
    }

    private async Task<ImmutableArray<FactsRepaired>> RepairsOfAsync(
        TrainedVersion version, CancellationToken cancellation)
    {
        var (found, next) = (ImmutableArray.CreateBuilder<FactsRepaired>(), 1L);
        IReadOnlyList<LedgerRow> page;
        do
        {
            page = await database.Models.LedgerAsync(model.ModelId, next, LedgerPage, cancellation);
            foreach (var line in page.Where(line => line.Kind == FactsRepaired.Name))
            {
                var repair = (FactsRepaired)DomainJson.Read<LifecycleEvent>(line.Body);
                if (repair.Versions.Any(learned => learned.ArtifactId == version.ArtifactId)) found.Add(repair);
            }
            if (page.Count > 0) next = page[^1].Sequence + 1;
        }
        while (page.Count == LedgerPage);
        return found.ToImmutable();
    }
}

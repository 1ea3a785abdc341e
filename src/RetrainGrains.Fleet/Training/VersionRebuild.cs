using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
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
    public string? Failure { get; init; }
}

/// <summary>Trains a model's versions again, by the code that trained them first; nothing is written.</summary>
public sealed class VersionRebuild(IDatabase database, ModelState model, TimeProvider clock)
{
    private readonly TrainingRows rows = new(database.Observations);

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
        var read = await rows.ReadAsync(run.ModelId, planned);
        var rebuilt = new RebuiltVersion(version)
        {
            Rows = read.Count,
            FirstRow = read.Count == 0 ? null : read[0].At,
            Fingerprint = DatasetFingerprint.Of(model.Schema, read),
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
                model.Schema, only, again, read, RecipeLearners.BuiltIn, new TrainingProgressReporter(clock, report),
                cancellation);
            return rebuilt with { Artifact = artifact, Failure = result.Failure };
        }
        // Rows or a learner that cannot be used here: its words say which.
        catch (ArgumentException error)
        {
            return rebuilt with { Failure = error.Message };
        }
    }
}

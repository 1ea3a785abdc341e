using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Fleet.Training;

/// <summary>Finds who carries out a recipe: a learner of this program, or a worker, within a training's time.</summary>
internal sealed class RecipeLearners(IWorkerPool workers, TimeSpan timeLimit)
{
    /// <summary>The learners of this program only.</summary>
    public static readonly RecipeLearners BuiltIn = new(NoWorkers.Instance, TimeSpan.Zero);

    public RecipeLearner For(
        Recipe recipe, FeatureSchema schema, TrainingProgressReporter watch, CancellationToken cancellation)
    {
        if (recipe.WorkerLearner is not { } name)
        {
            return new RecipeLearner(
                LearnerRegistry.BuiltIn.Get(recipe.Learner),
                (artifact, rows) => artifact.CreateScorer().ScoreAll(rows));
        }
        var work = new WorkerTraining(workers, name, schema, timeLimit - watch.Elapsed, cancellation);
        return new RecipeLearner(LearnerRegistry.External(recipe.Learner, work.Train), work.Score);
    }
}

/// <summary>A learner, and what its models predict for rows, as they would when they serve.</summary>
internal sealed record RecipeLearner(ILearner Learner, Func<Artifact, Dataset, double[]> Score);

using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests;

/// <summary>Fits by name and fails the test with the learner's own reason.</summary>
internal static class Fitting
{
    public static Artifact Fit(
        string learner, Dataset rows, LearnerParameters? parameters = null, ulong seed = 1, FitOptions? options = null)
    {
        var chosen = LearnerRegistry.BuiltIn.Get(learner);
        var result = chosen.Fit(rows, parameters ?? chosen.Defaults, seed, options ?? FitOptions.Default);
        Assert.True(result.Succeeded, result.Failure);
        return result.Artifact;
    }

    public static double Error(string learner, Dataset training, Dataset test, LearnerParameters? parameters = null) =>
        SyntheticRows.RootMeanSquaredError(
            Fit(learner, training, parameters).CreateScorer().ScoreAll(test), test.Targets);
}

using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Models;

internal sealed partial class ShadowScoring
{
    private bool IsOfClasses => state.Schema.Answer.Classes > 0;

    // Its answers are in the log, what it gave to each class is not.
    private async Task LoadServedAsync(ScorerCache cache)
    {
        foreach (var member in state.Champion?.Members ?? [])
        {
            await PlaceOfAsync(member.ArtifactId, member.Recipe, cache);
        }
    }

    private ScoredRow ScoreClasses(LabelledRow row, int index, double[]?[] together)
    {
        var classes = state.Schema.Answer.Classes;
        var time = row.At.ToUnixTimeMilliseconds();
        var outcome = (int)row.Outcome;
        var answers = new double[scorers.Count][];
        for (var i = 0; i < answers.Length; i++)
        {
            if (together[i] is { } batch) answers[i] = batch.AsSpan(index * classes, classes).ToArray();
            else scorers[i].ScoreClasses(row.Features, time, answers[i] = new double[classes]);
        }
        var shadows = new double[candidates.Length];
        var given = new double[candidates.Length];
        for (var i = 0; i < shadows.Length; i++) (shadows[i], given[i]) = candidates[i] < 0
            ? (double.NaN, double.NaN)
            : Answer(answers[candidates[i]], outcome);
        var (predecessor, givenBefore) = Answer(Blend(state.Predecessor, answers, classes), outcome);
        var (_, givenNow) = Answer(Blend(state.Champion, answers, classes), outcome);
        return new ScoredRow(
            row.Sequence, row.At, row.KnownAt, row.Features, row.Outcome, row.Prediction, predecessor, shadows)
        {
            Given = new OutcomeProbabilities(givenNow, givenBefore, given),
        };
    }

    private double[] Blend(ModelVersion? version, double[][] answers, int classes)
    {
        if (version is null) return [];
        var mean = new double[classes];
        foreach (var member in version.Members)
        {
            var answer = answers[places[member.ArtifactId]];
            for (var label = 0; label < mean.Length; label++) mean[label] += member.Weight * answer[label];
        }
        return mean;
    }

    private static (double Class, double Given) Answer(double[] probabilities, int outcome) =>
        probabilities.Length == 0 || double.IsNaN(probabilities[0])
        ? (double.NaN, double.NaN)
        : (ClassProbabilities.MostProbable(probabilities), probabilities[outcome]);
}

using System.Globalization;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Fleet.Models;

/// <summary>Holds an imported model to the predictions that it gave elsewhere.</summary>
internal sealed class ImportChecks(ImportedModel imported, FeatureSchema schema)
{
    public const int RowsMax = 10_000;

    // What is wrong with a model is wrong in every row.
    private const int ProblemsMax = 10;

    // Others sum hundreds of trees in single precision: that is off by a few millionths of what they add up to.
    private const double OfExpected = 1e-5;
    private const double OfLargest = 2e-6;

    private readonly Scorer scorer = imported.Artifact.CreateScorer();
    private readonly ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();
    private double largest;

    /// <summary>Scores all rows; the report then says of how many, and the largest difference.</summary>
    public static (ImportReport Report, ImmutableArray<Problem> Problems) Hold(
        ImportedModel imported, ImmutableArray<ImportCheck> checks, FeatureSchema schema)
    {
        if (checks.Length > RowsMax)
            return (imported.Report, [Problem.Of("checks", checks.Length, $"must have at most {RowsMax} rows")]);
        var held = new ImportChecks(imported, schema);
        var most = checks.SelectMany(check => check.Expected).Select(Math.Abs).DefaultIfEmpty().Max();
        for (var i = 0; i < checks.Length && held.problems.Count < ProblemsMax; i++) held.Hold(checks[i], i, most);
        return (
            imported.Report with { RowsChecked = checks.Length, LargestDifference = held.largest },
            held.problems.ToImmutable());
    }

    private void Hold(ImportCheck check, int index, double most)
    {
        var path = $"checks[{index}]";
        var features = new float[schema.Features.Length];
        var found = FeatureParser.Read(schema, new FeatureRow(check.Features, check.Named), path, features);
        problems.AddRange(found);
        if (found.Count > 0) return;
        if (check.Label.Length > 0)
        {
            HoldLabel(check, path, features);
            return;
        }
        var answers = Answers(features);
        if (check.Expected.Length != answers.Length)
        {
            problems.Add(Problem.Of(
                $"{path}.expected", check.Expected.Length, answers.Length == 1
                    ? "must be one number: what the model predicts"
                    : $"must be {answers.Length} numbers, the probability of each class, or a label in place of them"));
            return;
        }
        // Where classes were taken one against the rest, others leave their probabilities as they are.
        var sum = imported.Report.Link == "shares" ? check.Expected.Sum() : 1;
        for (var i = 0; i < answers.Length; i++)
        {
            var expected = check.Expected[i] / (sum > 0 ? sum : 1);
            var difference = Math.Abs(answers[i] - expected);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            if (difference <= OfExpected * Math.Abs(expected) + OfLargest * Math.Max(most, 1e-3)) continue;
            problems.Add(Problem.Of(
                $"{path}.expected{(answers.Length > 1 ? $"[{i}]" : "")}", Told(expected),
                $"is not what the model predicts as it was read here: {Told(answers[i])}{Read()}"));
            return;
        }
    }

    private void HoldLabel(ImportCheck check, string path, float[] features)
    {
        if (schema.Classes is not { } classes || !classes.Contains(check.Label))
        {
            problems.Add(Problem.Of(
                $"{path}.label", check.Label,
                schema.Classes is { } known
                    ? $"must be one of the schema's classes: {string.Join(", ", known)}"
                    : "must be left out: the model has no classes"));
            return;
        }
        var answered = classes[ClassProbabilities.MostProbable(Answers(features))];
        if (answered == check.Label) return;
        problems.Add(Problem.Of(
            $"{path}.label", check.Label, $"is not what the model predicts as it was read here: '{answered}'{Read()}"));
    }

    private double[] Answers(float[] features)
    {
        if (schema.Task != PredictionTask.MulticlassClassification) return [scorer.Score(features, 0)];
        var probabilities = new double[schema.Answer.Classes];
        scorer.ScoreClasses(features, 0, probabilities);
        return probabilities;
    }

    // To more digits than single precision has, so that a difference is seen.
    private static string Told(double number) => number.ToString("G8", CultureInfo.InvariantCulture);

    // Trees that were left out are what one would look for first.
    private string Read() => imported.Report is { TreesInFile: > 0 } report
        ? $", by {report.TreesServing} of the file's {report.TreesInFile} trees"
        : "";
}

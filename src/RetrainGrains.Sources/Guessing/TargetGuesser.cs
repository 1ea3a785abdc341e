using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources.Guessing;

/// <summary>Finds whether the target is a number, one of two classes, or one of several.</summary>
internal static class TargetGuesser
{
    // Of two texts the one that says that something happened.
    private static readonly ImmutableHashSet<string> Positive = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase, "yes", "y", "true", "t", "1", "up", "positive", "pos", "ja", "high", "good");

    private const int FewValues = 10;
    private const int RowsOfAClass = 5;

    public static GuessedTarget? Guess(
        FileProfile file, GuessHints hints, List<string> doubts, List<Problem> problems)
    {
        var target = file.Find(hints.Target)!;
        var isNumeric = target.IsNumeric(file.DecimalComma);
        var isBinary = isNumeric && target is { IsWhole: true, Values: [0, 1] };
        var task = hints.Task ?? (isBinary ? PredictionTask.BinaryClassification
            : isNumeric ? PredictionTask.Regression
            : target.Texts.Length == 2 ? PredictionTask.BinaryClassification
            : PredictionTask.MulticlassClassification);
        var name = GuessText.Quote(target.Name);
        switch (task)
        {
            case PredictionTask.Regression when isNumeric:
                if (target is { IsWhole: true, Values.Length: >= FeatureSchema.ClassesMin and <= FewValues }
                    && file.Rows >= RowsOfAClass * target.Values.Length)
                {
                    doubts.Add($"{target.Name} has {target.Values.Length} values and is taken for a number; "
                        + "where they are classes: --task multiclass");
                }
                return new GuessedTarget(task, $"{{ \"column\": {name} }}", $"{target.Name}, a number");
            case PredictionTask.BinaryClassification when isBinary:
                return new GuessedTarget(
                    task, $"{{ \"column\": {name} }}", $"{target.Name}, the probability of 1 (0 or 1)");
            case PredictionTask.BinaryClassification when target.Texts.Length == 2:
                return OfTwo(target, doubts);
            case PredictionTask.MulticlassClassification
                when target.Texts.Length is >= FeatureSchema.ClassesMin and <= FeatureSchema.ClassesMax:
                return new GuessedTarget(
                    task, $"{{ \"column\": {name}, \"classes\": {GuessText.List(target.Texts)} }}",
                    $"{target.Name}, one of {target.Texts.Length} classes: {GuessText.Names(target.Texts)}");
        }
        problems.Add(Problem.Of("--target", target.Name, RuleOf(task)));
        return null;
    }

    private static GuessedTarget OfTwo(ColumnProfile target, List<string> doubts)
    {
        var one = target.Texts.FirstOrDefault(Positive.Contains) ?? target.Texts[1];
        var zero = target.Texts.First(text => text != one);
        if (target.Texts.Count(Positive.Contains) != 1)
        {
            doubts.Add($"the probability of {one} is predicted, not that of {zero}; for the other swap «classes» in a "
                + "source file");
        }
        return new GuessedTarget(
            PredictionTask.BinaryClassification,
            $"{{ \"column\": {GuessText.Quote(target.Name)}, "
            + $"\"classes\": {{ {GuessText.Quote(zero)}: 0, {GuessText.Quote(one)}: 1 }} }}",
            $"{target.Name}, the probability of {one} ({zero} or {one})");
    }

    private static string RuleOf(PredictionTask task) => task switch
    {
        PredictionTask.Regression => "must hold numbers",
        PredictionTask.BinaryClassification => "must hold 0 and 1, or two texts",
        _ => $"must hold numbers, two texts, or {FeatureSchema.ClassesMin} to {FeatureSchema.ClassesMax} texts as "
            + "classes",
    };
}

/// <summary>A guess of what is predicted: as JSON and in words.</summary>
internal sealed record GuessedTarget(PredictionTask Task, string Json, string Told);

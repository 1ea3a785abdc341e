using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Predictions;

namespace RetrainGrains.Gateway.SelfTests;

/// <summary>
/// The rules of a self-test: what each step must come to. Each answers in words, or fails with the reason.
/// </summary>
internal static class SelfTestRules
{
    // A constant is off by 1.9 in the mean, the noise by 0.13.
    private const double ErrorMax = 0.5;

    public static string Trained(ModelView view) => view.State.Champion is { } champion
        ? champion.Lead.Recipe.Name == ScratchWorld.Learning
            ? $"{champion.Number} {champion.Lead.Recipe.Name}: {champion.Reason}"
            : throw new StepFailedException(
                $"{champion.Lead.Recipe.Name} was promoted, and {ScratchWorld.Learning} has the smaller errors")
        : throw new StepFailedException(
            view.State.LastFailure is null ? "the run has promoted nothing" : "the run has failed");

    public static string Predicted(Predicted predicted, SemanticVersion champion)
    {
        var error = predicted.Rows
            .Select((row, i) => Math.Abs(row.Value - ScratchWorld.Expected(i))).DefaultIfEmpty(double.NaN).Average();
        if (predicted.Version != champion.ToString())
            throw new StepFailedException($"{predicted.Version} has answered, and {champion} should serve");
        if (!predicted.Logged) throw new StepFailedException("the answers could not be logged: the database is away");
        if (!(error <= ErrorMax))
        {
            throw new StepFailedException(
                $"{champion} is off by {Formatted.Number(error)} on average, at most {ErrorMax} are right");
        }
        return $"{predicted.Rows.Length} answers of {predicted.Version}, off by {Formatted.Number(error)} on average";
    }

    /// <summary>Holds a check to finding that the world has changed.</summary>
    public static string Checked(CheckAnswer answer)
    {
        var decision = answer.Report.Decision;
        var found = decision.Fired.FirstOrDefault(
            reason => reason.Kind is TriggerKind.Performance or TriggerKind.Drift);
        return found is not null
            ? found.Text
            : throw new StepFailedException(
                "the world has changed, and a check does not find it: "
                + string.Join("; ", decision.Fired.Select(reason => reason.Text).Concat(decision.HeldBack)));
    }

    public static string Serves(ModelView view, string recipe) =>
        view.State.Champion is { } champion && champion.Lead.Recipe.Name == recipe
            ? champion.Number.ToString()
            : throw new StepFailedException(
                $"{view.State.Champion?.Lead.Recipe.Name ?? "nothing"} serves, and {recipe} should");
}

using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.SelfTests;

/// <summary>The parts of a gateway that a self-test goes through, the same that callers' requests go through.</summary>
internal sealed record TestedParts(
    GrainCalls Calls, PredictionService Predictions, OutcomeService Outcomes, IServingHint Serving, IObservationLog Log,
    TimeProvider Clock);

/// <summary>The life of the scratch model: each method is a step, and answers what came of it in words.</summary>
internal sealed class SelfTestRun(TestedParts parts, string by, string testId, DateTimeOffset deadline)
{
    // From outside a run can only be looked at; in a hundred milliseconds nothing is trained.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private const int ErasedAtOnce = 10_000;

    private readonly ScratchWorld world = new(parts.Clock.GetUtcNow());
    private SemanticVersion? first;
    private bool registered;

    /// <summary>Removes what a test that was cut off has left; refuses where one is under way.</summary>
    public async Task<string> ClearAsync(CancellationToken cancellation)
    {
        var found = await FindAsync(cancellation);
        if (found is not null)
        {
            var until = ScratchWorld.DeadlineOf(found.State.ModelType);
            if (until > parts.Clock.GetUtcNow())
                throw new StepFailedException($"another test is under way, until {until:O} at the latest");
            await EraseModelAsync(cancellation);
        }
        var rows = await EraseRowsAsync(cancellation);
        return found is null && rows == 0 ? "nothing was left" : $"a test that was cut off had left {rows} rows";
    }

    public async Task<string> RegisterAsync(CancellationToken cancellation)
    {
        var command = world.Registration(deadline, $"{testId}/register");
        var view = await AskAsync(model => model.Register(command), cancellation);
        registered = true;
        return $"{view.State.ModelId}, {view.State.Candidates.Length} recipes";
    }

    public async Task<string> ImportAsync(CancellationToken cancellation)
    {
        var recorded = Taken(await parts.Outcomes.ImportAsync(ScratchModel.Id, world.History(), cancellation));
        await UntilAsync(view => view.Outcomes == ScratchWorld.HistoryRows, cancellation);
        return $"{recorded.Stored} rows are stored and taken in";
    }

    public async Task<string> TrainAsync(CancellationToken cancellation)
    {
        // The last hour of history is three days back, as its predictions need it.
        var trigger = new TriggerModel(by, "self-test", Emergency: false, Force: true, $"{testId}/train");
        var answer = await AskAsync(model => model.Trigger(trigger), cancellation);
        if (answer.RunId is null)
            throw new StepFailedException($"held back: {string.Join("; ", answer.Report.Decision.HeldBack)}");
        var view = await UntilAsync(view => view.State.Run is null, cancellation);
        var told = SelfTestRules.Trained(view);
        first = view.State.Champion!.Number;
        return told;
    }

    public async Task<string> PredictAsync(CancellationToken cancellation)
    {
        await parts.Serving.ChangedAsync();
        var predicted = Taken(await parts.Predictions.PredictAsync(ScratchModel.Id, world.Questions(), cancellation));
        return SelfTestRules.Predicted(predicted, first!.Value);
    }

    public async Task<string> RecordAsync(CancellationToken cancellation)
    {
        var recorded = Taken(await parts.Outcomes.RecordAsync(ScratchModel.Id, world.Outcomes(), cancellation));
        const int All = ScratchWorld.HistoryRows + ScratchWorld.PredictedRows;
        await UntilAsync(view => view.Outcomes == All, cancellation);
        return $"{recorded.Stored} outcomes are joined with their predictions";
    }

    public async Task<string> CheckAsync(CancellationToken cancellation) =>
        SelfTestRules.Checked(await AskAsync(model => model.Check(dryRun: true), cancellation));

    public async Task<string> PromoteAsync(CancellationToken cancellation)
    {
        var command = new PromoteModel(ScratchWorld.Knowing, by, "self-test", 0, $"{testId}/promote");
        var view = await AskAsync(model => model.Promote(command), cancellation);
        return await ServesAsync(view, ScratchWorld.Knowing, cancellation);
    }

    public async Task<string> RollBackAsync(CancellationToken cancellation)
    {
        var command = new RollBackModel(null, by, "self-test", 0, $"{testId}/rollback");
        var view = await AskAsync(model => model.RollBack(command), cancellation);
        return await ServesAsync(view, ScratchWorld.Learning, cancellation);
    }

    /// <summary>Erases all that this test has made; what another one made is left.</summary>
    public async Task<string> EraseAsync(CancellationToken cancellation)
    {
        if (!registered) return "nothing was made";
        await EraseModelAsync(cancellation);
        var rows = await EraseRowsAsync(cancellation);
        return $"the model with its ledger, and {rows} rows; artifacts are kept by their content, once for all tests";
    }

    private async Task<string> ServesAsync(ModelView view, string recipe, CancellationToken cancellation)
    {
        var version = SelfTestRules.Serves(view, recipe);
        await parts.Serving.ChangedAsync();
        var probe = world.Probe(version + recipe);
        var answered = Taken(await parts.Predictions.PredictAsync(ScratchModel.Id, probe, cancellation)).Version;
        return answered == version
            ? $"{version} {recipe} answers"
            : throw new StepFailedException($"{answered} still answers, and {version} should");
    }

    private async Task EraseModelAsync(CancellationToken cancellation)
    {
        var last = await UntilAsync(view => view.State.Run is null, cancellation);
        await AskAsync(model => model.Erase(last.Revision), cancellation);
    }

    private async Task<int> EraseRowsAsync(CancellationToken cancellation)
    {
        var rows = 0;
        while (true)
        {
            var erased = await parts.Log.DeleteBeforeAsync(
                ScratchModel.Id, DateTimeOffset.MaxValue, ErasedAtOnce, cancellation);
            rows += erased;
            if (erased < ErasedAtOnce) return rows;
        }
    }

    private async Task<ModelView?> FindAsync(CancellationToken cancellation)
    {
        var answer = await parts.Calls.AskAsync(ScratchModel.Id, static model => model.Describe(), cancellation);
        return answer.Refusal is { Kind: RefusalKind.NotFound } ? null : Taken(answer);
    }

    private async Task<ModelView> UntilAsync(Func<ModelView, bool> condition, CancellationToken cancellation)
    {
        while (true)
        {
            var view = await AskAsync(static model => model.Describe(), cancellation);
            if (condition(view)) return view;
            await Task.Delay(Glance, parts.Clock, cancellation);
        }
    }

    private async Task<T> AskAsync<T>(Func<IModelGrain, Task<Answer<T>>> ask, CancellationToken cancellation)
        where T : class => Taken(await parts.Calls.AskAsync(ScratchModel.Id, ask, cancellation));

    private static T Taken<T>(Answer<T> answer) where T : class =>
        answer.Value ?? throw new StepFailedException(answer.Refusal!.ToString());
}

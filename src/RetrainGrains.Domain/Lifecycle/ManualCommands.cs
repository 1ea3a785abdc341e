using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Probation;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>The commands of people: each is carried out as asked or refused with the reason.</summary>
internal static class ManualCommands
{
    /// <summary>The word that returns the choice to the system after a promotion by a person.</summary>
    private const string Automatic = "auto";

    public static LifecycleDecision Promote(ModelState state, PromotionAsked asked, DateTimeOffset now)
    {
        if (state.Champion is not { } champion)
        {
            return LifecycleDecision.Refuse(
                "candidate", asked.Candidate, "cannot be promoted before the first training");
        }
        var members = asked.Candidate == Automatic
            ? BlendRule.Decide(state.Policy.Promotion, state.Competition, asked.LearnedState.Records)
            .Members(state.Candidates)
            : MembersOf(state, asked.Candidate);
        if (members.IsEmpty)
        {
            var known = string.Join(", ", state.Candidates.Where(c => c.Version is not null).Select(c => c.Recipe.Name)
                .Concat(state.Former.Select(version => version.Number.ToString())).Append(Automatic));
            return LifecycleDecision.Refuse("candidate", asked.Candidate, $"is none of {known}");
        }
        var version = new ModelVersion(
            state.LastNumber!.Value.NextMinor(), members, champion.RunId, champion.Number, now, VersionStatus.Champion,
            $"{asked.By} promoted {asked.Candidate}: {asked.Reason}")
        {
            SchemaVersion = champion.SchemaVersion,
        };
        var promoted = new ChampionPromoted(version, null, asked.Candidate == Automatic ? null : asked.Candidate);
        return new LifecycleDecision([promoted], [new Notify(Severity.Info, version.Reason)]);
    }

    /// <summary>
    /// Imports a version. It serves at once and with all of the weight, is scored like every candidate, is never
    /// trained again, and is not pinned: a challenger whose record is better replaces it.
    /// </summary>
    public static LifecycleDecision Import(ModelState state, ImportAsked asked, DateTimeOffset now)
    {
        if (state is { ServesImport: true, Champion: { } champion } && champion.Lead.ArtifactId == asked.ArtifactId)
        {
            return LifecycleDecision.Refuse("content", asked.ArtifactId, $"serves already, as {champion.Number}");
        }
        var recipe = new Recipe(asked.Format, Once: true);
        var import = new TrainedVersion(
            recipe, asked.ArtifactId, RunId: "", now, new TrainingRows(now, now, ThroughSequence: 0, Rows: 0), Seed: 0)
        {
            ImportedFrom = asked.Format,
        };
        var version = new ModelVersion(
            state.LastNumber?.NextMinor() ?? SemanticVersion.First, [new Member(recipe, asked.ArtifactId, 1)],
            RunId: "", state.Champion?.Number, now, VersionStatus.Champion,
            $"{asked.By} imported a model of {asked.Format}: {asked.Reason}")
        {
            ImportedFrom = asked.Format,
            SchemaVersion = state.Schema.Version,
        };
        var promoted = new ChampionPromoted(version, null, null) { Imported = import };
        return new LifecycleDecision([promoted], [new Notify(Severity.Info, version.Reason)]);
    }

    public static LifecycleDecision RollBack(ModelState state, RollbackAsked asked, DateTimeOffset now)
    {
        var decision = RollbackRule.Decide(state.Champion, state.Former, asked.Version, asked.Reason);
        if (decision.Target is not { } target)
        {
            return LifecycleDecision.Refuse("version", asked.Version, decision.Reason);
        }
        // Candidates can only return to the predecessor's versions; weights would soon undo a return to an older one.
        var beyond = target.Number != state.Champion!.Parent;
        var back = new ChampionRolledBack(state.Champion.Number, target.Number, now, asked.Reason, asked.By)
        {
            PinnedTo = beyond ? target.Number.ToString() : null,
        };
        return new LifecycleDecision(
            [back], [new Notify(Severity.Info, $"{asked.By} rolled back {back.From} → {back.To}: {back.Reason}")]);
    }

    public static LifecycleDecision SetPolicy(ModelState state, PolicyAsked asked) =>
        ChangeCheck.ProblemsWith(state.Schema, asked.Policy.Triggers.Change).FirstOrDefault() is { } problem
            ? LifecycleDecision.Refuse(problem.Field, problem.Value, problem.Rule)
            : new([new PolicySet(asked.By, asked.Policy)], []);

    /// <summary>Lets the schema grow; versions that serve and compete go on with the features that they know.</summary>
    public static LifecycleDecision ChangeSchema(ModelState state, SchemaAsked asked, DateTimeOffset now)
    {
        if (state.Run is { } run)
        {
            return LifecycleDecision.Refuse(
                "model_id", state.ModelId, $"has {run.RunId} in flight: its schema can be changed when that has ended");
        }
        var (schema, problems) = SchemaChangeRule.Apply(state.Schema, asked.Change);
        if (!problems.IsEmpty)
            return LifecycleDecision.Refuse(problems[0].Field, problems[0].Value, problems[0].Rule);
        var changed = new SchemaChanged(now, asked.By, asked.Reason, asked.Change, schema)
        {
            MissingIn = asked.MissingIn,
        };
        return new LifecycleDecision(
            [changed], [new Notify(Severity.Info, $"{asked.By} changed the schema: {changed.Describe()}")]);
    }

    private static ImmutableArray<Member> MembersOf(ModelState state, string candidate)
    {
        if (SemanticVersion.TryParse(candidate, out var number))
        {
            return state.Former.FirstOrDefault(version => version.Number == number)?.Members ?? [];
        }
        var named = state.Candidates.FirstOrDefault(known =>
            known.Recipe.Name == candidate && known.Version is not null);
        return named is null ? [] : [new Member(named.Recipe, named.Version!.ArtifactId, 1)];
    }
}

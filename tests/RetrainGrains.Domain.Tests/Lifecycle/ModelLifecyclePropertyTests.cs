using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Lifecycle;

/// <summary>The properties of every model, for any inputs in any order.</summary>
public sealed class ModelLifecyclePropertyTests
{
    private static readonly ModelPolicy[] Policies =
    [
        Hasty(new()),
        Hasty(Given.Policy(Combination.Single, new Recipe("leafwise", 30), new Recipe("forest", 30))),
        Hasty(Given.Policy(Combination.Blend, new Recipe("forest", 30), new Recipe("leafwise", Once: true))),
        Hasty(new() { Schedule = new() { Adaptive = new() { StartDays = 7 } },
            Gates = new() { Bounds = [new(Metric.Rmse, 2)] } }),
        Hasty(new() { Schedule = new() { CostAware = new() { Period = TimeSpan.FromHours(20) } } }),
    ];

    [Fact]
    public void A_models_life_keeps_its_promises()
    {
        var lives = Gen.Choose(0, int.MaxValue - 1).NonEmptyListOf();

        Prop.ForAll(lives.ToArbitrary(), steps => Live([.. steps]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(100));
    }

    [Fact]
    public void Random_lives_reach_every_kind_of_event()
    {
        var life = new Life(Policies[0]);
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++) life.Step(random.Next());

        Assert.Equal(
            ["checked", "interval-adapted", "period-served", "policy-set",
             "probation-passed", "promoted", "rolled-back", "run-ended",
             "run-planned", "weighted"],
            life.Kinds.Order(StringComparer.Ordinal));
    }

    private static bool Live(int[] steps)
    {
        var life = new Life(Policies[steps[0] % Policies.Length]);
        foreach (var step in steps) life.Step(step);
        return true;
    }

    private static ModelPolicy Hasty(ModelPolicy policy) => policy with
    {
        Triggers =
            new() { Cooldown = TimeSpan.FromHours(6), BudgetRuns = 60, BreakerAfter = 30,
                MaximumAge = TimeSpan.FromHours(8) },
        Challengers = policy.Challengers with { FreshShare = 0 },
        Probation = new() { Length = TimeSpan.FromDays(3), MinimumDays = 2 },
    };

    private sealed class Life
    {
        private readonly HashSet<SemanticVersion> numbers = [];
        private DateTimeOffset now = Given.Start;
        private ModelState state;
        private LearnedState learned;
        private long outcomes;
        private ChallengerPlan? plan;

        public Life(ModelPolicy policy)
        {
            state = Given.Model(policy);
            learned = LearnedState.None(state);
        }

        public HashSet<string> Kinds { get; } = [];

        public void Step(int step)
        {
            var random = new Random(step);
            now += TimeSpan.FromMinutes(random.Next(1, 600));
            Learn(random);
            var input = Input(random);
            var decision = ModelLifecycle.Decide(state, input, now);
            var before = state;
            foreach (var happened in decision.Events) Happen(happened);
            Assert.Equal(DomainJson.Write(state), DomainJson.Write(ModelLifecycle.ApplyAll(before, decision.Events)));
            Assert.Equal(
                state.Run is not null, decision.Effects.OfType<StartRun>().Any()
                || (before.Run is not null && state.Run is not null));
            if (decision.Effects.OfType<StartRun>().SingleOrDefault() is { } start) plan = start.Plan;
            learned = learned.For(state);
            Check();
        }

        private void Happen(LifecycleEvent happened)
        {
            Kinds.Add(happened.Kind);
            if (happened is RunPlanned) Assert.Null(state.Run);
            if (happened is ChampionPromoted promoted) Assert.True(numbers.Add(promoted.Version.Number));
            var json = DomainJson.Write(happened);
            var read = DomainJson.Read<LifecycleEvent>(json);
            Assert.Equal(happened.GetType(), read.GetType());
            Assert.Equal(json, DomainJson.Write(read));
            state = ModelLifecycle.Apply(state, read);
        }

        private void Check()
        {
            Assert.InRange(state.Former.Length, 0, ModelState.FormerMax);
            Assert.InRange(state.RecentRuns.Length, 0, ModelState.RecentRunsMax);
            Assert.DoesNotContain(state.Former, version => version.Number == state.Champion?.Number);
            Assert.Distinct(state.Former.Select(version => version.Number));
            Assert.All(state.Former, version => Assert.NotEqual(VersionStatus.Champion, version.Status));
            Assert.Equal(state.Candidates.Length, learned.Records.Candidates);
            if (state.Champion is { } champion)
            {
                Assert.Equal(VersionStatus.Champion, champion.Status);
                Assert.Equal(1, champion.Members.Sum(member => member.Weight), 1e-6);
            }
            if (state.Probation is { } probation)
            {
                Assert.Contains(state.Former, v => v.Number == probation.Predecessor.Number);
            }
            var json = DomainJson.Write(state);
            Assert.Equal(json, DomainJson.Write(DomainJson.Read<ModelState>(json)));
        }

        private void Learn(Random random)
        {
            var records = learned.Records.Copy();
            for (var i = random.Next(20); i > 0; i--)
            {
                outcomes++;
                var predictions = state.Candidates.Select(
                    candidate => candidate.Version is null ? double.NaN : Given.Normal(random));
                records.Add(
                    state.Policy.Challengers, PredictionTask.Regression, Given.Row(outcomes, now, 0, [.. predictions]));
            }
            Array.Fill(records.MeanWeights, random.NextDouble());
            learned = learned with { Records = records, Outcomes = outcomes, Cursor = outcomes, NewestOutcome = now };
        }

        private LifecycleInput Input(Random random) => random.Next(20) switch
        {
            0 => new PolicyAsked(Policies[random.Next(Policies.Length)], "ann"),
            1 => new RollbackAsked(AnyVersion(random), "ann", "by hand"),
            2 => new PromotionAsked(learned, Candidate(random), "ann", "by hand"),
            3 => new RunLost(plan?.RunId ?? "none", "worker gone"),
            4 => new CheckDue(learned, Buckets(random), new("ann", "now", random.Next(2) == 0, random.Next(2) == 0)),
            5 => new OutcomesSeen(learned),
            < 11 when plan is not null => Return(random),
            _ => new CheckDue(learned, Buckets(random)),
        };

        private SemanticVersion? AnyVersion(Random random) =>
            random.Next(2) == 0 || state.Former.IsEmpty ? null : state.Former[random.Next(state.Former.Length)].Number;

        private string Candidate(Random random) => random.Next(4) switch
        {
            0 => "nobody",
            1 => AnyVersion(random)?.ToString() ?? "9.9.9",
            2 => state.Candidates[random.Next(state.Candidates.Length)].Recipe.Name,
            _ => "auto",
        };

        // Some results are not sane, some failed, and some arrive twice or late.
        private RunReturned Return(Random random)
        {
            var run = Given.Returned(plan!, Given.Sound, learned, Buckets(random));
            return run with
            {
                Results =
                [
                    .. run.Results.Select(result => random.Next(6) switch
                    {
                        0 => result with { Probe = Given.Insane },
                        1 => result with { Failure = "out of memory", ArtifactId = null },
                        2 => result with { Bins = new([[1f], [2f]]), Profile = FeatureProfile.Of(new FeatureSums(2)) },
                        _ => result,
                    }),
                ],
            };
        }

        private HourBucket[] Buckets(Random random)
        {
            var (end, excess) = (HourBucket.HourOf(now), random.Next(3) == 0 ? 5 : 0);
            return
            [
                .. Enumerable.Range(0, 24 * 8).Select(back =>
                {
                    var bucket = Given.Bucket(end - back, state.Candidates.Length);
                    bucket.Served.Add(Given.Normal(random) + excess, random.Next(9));
                    bucket.Predecessor.Add(Given.Normal(random), random.Next(9));
                    return bucket;
                }),
            ];
        }
    }
}

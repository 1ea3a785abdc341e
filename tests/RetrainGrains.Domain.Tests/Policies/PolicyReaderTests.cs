using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Policies;

public sealed class PolicyReaderTests
{
    [Fact]
    public void Every_problem_is_reported_at_once_with_its_path()
    {
        var (_, problems) = PolicyReader.Read("""
            {
              "drift": { "significance": 2, "colour": "red", "window": "soon", "severity": "loud" },
              "schedule": { "cron": { "expression": "every day" }, "jitter": null },
              "challengers": { "recipes": ["leafwise", "leafwise/soon"], "combination": 3 },
              "triggers": { "budgetRuns": 1.5 },
              "probation": 14,
              "unknown": {}
            }
            """, new());

        Assert.Equal(
            ["policy.challengers.combination", "policy.challengers.recipes", "policy.drift.colour",
                "policy.drift.severity",
             "policy.drift.significance", "policy.drift.window", "policy.probation", "policy.schedule.cron",
             "policy.schedule.jitter", "policy.triggers.budgetRuns", "policy.unknown"],
            problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
        Assert.Contains(problems, problem => problem.Rule.Contains("sustainedChecks", StringComparison.Ordinal));
        Assert.Contains(
            problems, problem => problem.Rule.Contains("'leafwise/soon' is not a recipe", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_spoken_of_stays_as_it_was()
    {
        var basis = Presets.Find("aqi-continuous")!;

        var (policy, problems) = PolicyReader.Read("""{ "Triggers": { "cooldown": "3h" } }""", basis);

        Assert.Empty(problems);
        Assert.Equal(TimeSpan.FromHours(3), policy.Triggers.Cooldown);
        var expected = basis with { Triggers = basis.Triggers with { Cooldown = TimeSpan.FromHours(3) } };
        Assert.Equal(DomainJson.Write(expected), DomainJson.Write(policy));
    }

    [Fact]
    public void Null_switches_off_what_can_be_off()
    {
        var (policy, problems) = PolicyReader.Read("""{ "triggers": { "maximumAge": null } }""", new());

        Assert.Empty(problems);
        Assert.Null(policy.Triggers.MaximumAge);
    }

    [Fact]
    public void A_group_that_the_basis_lacks_can_be_added()
    {
        var (policy, problems) = PolicyReader.Read("""{ "schedule": { "adaptive": { "StartDays": 14 } } }""", new());

        Assert.Empty(problems);
        Assert.Equal(new AdaptiveSchedule { StartDays = 14 }, policy.Schedule.Adaptive);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed()
    {
        var (policy, problems) = PolicyReader.Read("""
            {
              // hourly rows
              "drift": { "rowsPerIndependentRow": 12, /* half a day */ },
            }
            """, new());

        Assert.Empty(problems);
        Assert.Equal(12, policy.Drift.RowsPerIndependentRow);
    }

    [Fact]
    public void Segments_maturity_and_returns_are_read_back_as_they_were_written()
    {
        var (policy, problems) = PolicyReader.Read("""
            {
              "performance": {
                "maturity": "2d",
                "segments": [{ "feature": "station", "values": ["Harbour"] }, { "feature": "wind" }],
                "returns": { "cost": 0.001, "level": "price" },
                "rules": [{ "metric": "sharpe", "kind": "bound", "limit": 1, "severity": "warning",
                            "segment": "station=Harbour" }]
              }
            }
            """, new());

        Assert.Empty(problems);
        var again = PolicyReader.Read(DomainJson.Write(policy), new()).Policy;
        Assert.Equal(DomainJson.Write(policy), DomainJson.Write(again));
        Assert.Equal(["Harbour"], policy.Performance.Segments[0].Values);
        Assert.Equal(new ReturnPolicy { Cost = 0.001, Level = "price" }, policy.Performance.Returns);
        Assert.Equal("station=Harbour", policy.Performance.Rules[0].Segment);
        Assert.Null(PolicyReader.Read("""{ "performance": { "returns": null } }""", policy).Policy.Performance.Returns);
    }

    [Fact]
    public void The_correction_for_many_tests_is_read_by_name()
    {
        var (policy, none) = PolicyReader.Read("""{ "drift": { "correction": "benjaminiHochberg" } }""", new());
        var (_, problems) = PolicyReader.Read("""{ "drift": { "correction": "holm" } }""", new());

        Assert.Empty(none);
        Assert.Equal(DriftCorrection.BenjaminiHochberg, policy.Drift.Correction);
        Assert.Contains("one of bonferroni, benjaminiHochberg", Assert.Single(problems).Rule);
    }

    [Fact]
    public void A_rule_is_a_line_of_text()
    {
        var (policy, problems) = PolicyReader.Read("""
            { "triggers": { "clearAt": 0.8, "rules": [
                { "name": "decay", "when": "any(performance:critical, all(drift, performance:warning))" },
                { "name": "old", "when": "age", "severity": "warning" } ] } }
            """, new());

        Assert.Empty(problems);
        Assert.Equal(
            [
                new("decay", "any(performance:critical, all(drift, performance:warning))"),
                new TriggerRule("old", "age", Severity.Warning),
            ],
            policy.Triggers.Rules);
        Assert.Equal(0.8, policy.Triggers.ClearAt);
    }

    [Fact]
    public void What_is_wrong_in_a_list_is_named_with_its_place_in_the_list()
    {
        var (_, problems) = PolicyReader.Read("""
            { "triggers": { "rules": [
                { "name": "age", "when": "age" }, { "name": "age", "when": "any(age, tides)", "sevrity": "critical" },
                {} ] } }
            """, new());

        Assert.Equal(
            [
                "policy.triggers.rules[1].sevrity: '\"critical\"' is no setting; there are name, when, severity",
                "policy.triggers.rules[1].when: 'any(age, tides)' breaks at position 10: 'tides' is no signal; "
                    + "there are performance, performance.rmse, performance.mae, performance.mape, performance.r2, "
                    + "performance.within20, performance.accuracy, performance.logLoss, performance.auc, "
                    + "performance.f1, performance.precision, performance.recall, performance.brier, "
                    + "performance.calibrationError, performance.specificity, performance.balancedAccuracy, "
                    + "performance.matthewsCorrelation, performance.averagePrecision, performance.bias, "
                    + "performance.sharpe, performance.sortino, performance.profitFactor, performance.winRate, "
                    + "performance.maximumDrawdown, performance.errorRate, "
                    + "drift, age, cron, adaptive, newData, estimate, change, cost, attributions",
                "policy.triggers.rules[2].name: '' must have 1 to 60 characters",
                "policy.triggers.rules[2].when: '' must be a condition, such as any(performance:critical, age)",
                "policy.triggers.rules: 'age' must be the name of one rule only",
            ],
            problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Drift_rules_are_read_by_the_statistic_s_name_and_written_back()
    {
        var (policy, problems) = PolicyReader.Read("""
            {
              "drift": {
                "stabilityLimit": 0.2, "meanShiftLimit": null,
                "rules": [
                  { "statistic": "jensenShannon", "limit": 0.1 },
                  { "statistic": "missingRate", "limit": 0.05, "features": ["no2"], "significance": 0.001 }
                ]
              }
            }
            """, new());

        Assert.Empty(problems);
        Assert.Equal((0.2, null), (policy.Drift.StabilityLimit, policy.Drift.MeanShiftLimit));
        Assert.Equal([DriftStatistic.JensenShannon, DriftStatistic.MissingRate],
            policy.Drift.Rules.Select(rule => rule.Statistic));
        Assert.Equal(("no2", 0.001), (policy.Drift.Rules[1].Features.Single(), policy.Drift.Rules[1].Significance));
        var json = DomainJson.Write(policy);
        Assert.Equal(json, DomainJson.Write(DomainJson.Read<ModelPolicy>(json)));
        Assert.Null(DomainJson.Read<ModelPolicy>(json).Drift.MeanShiftLimit);
    }

    [Fact]
    public void Every_problem_of_a_drift_rule_is_reported()
    {
        var (_, problems) = PolicyReader.Read("""
            {
              "drift": {
                "minimumFeatureShare": 2,
                "rules": [
                  { "statistic": "hellinger", "limit": 1.1 }, { "statistic": "varianceRatio", "limit": 0.5 },
                  { "statistic": "chiSquared", "limit": -1, "significance": 0 },
                  { "statistic": "gTest", "limit": 0, "features": ["a", ""] }
                ]
              }
            }
            """, new());
        var (_, unreadable) = PolicyReader.Read("""{ "drift": { "rules": [{ "statistic": "median" }] } }""", new());
        var many = new DriftPolicy { Rules = [.. Enumerable.Repeat(new DriftRule(DriftStatistic.GTest, 1), 101)] };

        Assert.Equal(
            ["policy.drift.rules[0].limit", "policy.drift.rules[1].limit", "policy.drift.rules[2].limit",
                "policy.drift.rules[2].significance", "policy.drift.rules[3].features",
                "policy.drift.minimumFeatureShare"],
            problems.Select(problem => problem.Field));
        Assert.StartsWith("policy.drift.rules", Assert.Single(unreadable).Field, StringComparison.Ordinal);
        Assert.Equal("drift.rules", Assert.Single(many.Validate("drift")).Field);
    }

    [Theory]
    [InlineData("""{ "drift": { "profile": "evidently", "minimumFeatureShare": 0.3 } }""")]
    [InlineData("""{ "Drift": { "minimumFeatureShare": 0.3, "Profile": "evidently" } }""")]
    public void A_drift_profile_is_where_the_other_settings_start_from(string json)
    {
        var basis = new ModelPolicy { Drift = new() { MinimumRows = 7, StabilityLimit = 0.2 } };

        var (policy, problems) = PolicyReader.Read(json, basis);

        Assert.Empty(problems);
        var expected = DriftProfiles.Of(DriftProfileName.Evidently) with { MinimumFeatureShare = 0.3 };
        Assert.Equal(DomainJson.Write(expected), DomainJson.Write(policy.Drift));
    }

    [Fact]
    public void A_profile_that_nobody_has_is_refused_and_nothing_is_reset()
    {
        var basis = new ModelPolicy { Drift = new() { StabilityLimit = 0.2 } };

        var (policy, problems) = PolicyReader.Read("""{ "drift": { "profile": "ours" } }""", basis);

        Assert.Contains("one of guarded, sources, evidently, nannyMl", Assert.Single(problems).Rule);
        Assert.Equal(0.2, policy.Drift.StabilityLimit);
    }

    [Fact]
    public void A_policy_of_before_rules_is_read_with_its_limits()
    {
        var policy = DomainJson.Read<ModelPolicy>(
            """{ "drift": { "meanShiftLimit": 0.3, "varianceRatioLimit": 3, "stabilityLimit": 0.2 } }""");

        Assert.Equal((0.3, 3, 0.2), (policy.Drift.MeanShiftLimit, policy.Drift.VarianceRatioLimit,
            policy.Drift.StabilityLimit));
        Assert.Equal((DriftProfileName.Guarded, true), (policy.Drift.Profile, policy.Drift.Rules.IsEmpty));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("""{ "drift": null }""")]
    [InlineData("""{ "drift": {}, "drift": {} }""")]
    [InlineData("""{ "drift": { "window": "1d", "window": "2d" } }""")]
    [InlineData("""{ "performance": { "rules": null } }""")]
    [InlineData("""{ "performance": { "rules": [null] } }""")]
    [InlineData("""{ "performance": { "segments": [{}] } }""")]
    [InlineData("""{ "performance": { "segments": [{ "feature": "a", "values": ["b", "b"] }] } }""")]
    [InlineData("""{ "performance": { "maturity": "-1d" } }""")]
    [InlineData("""{ "performance": { "returns": { "cost": -1 } } }""")]
    [InlineData("""{ "triggers": { "rules": null } }""")]
    [InlineData("""{ "triggers": { "rules": [null] } }""")]
    [InlineData("""{ "triggers": { "rules": ["age"] } }""")]
    [InlineData("""{ "triggers": { "rules": [{ "name": "a", "when": 3 }] } }""")]
    [InlineData("""{ "triggers": { "performanceFrom": "warning" } }""")]
    [InlineData("""{ "drift": { "rules": null } }""")]
    [InlineData("""{ "drift": { "rules": [null] } }""")]
    [InlineData("""{ "drift": { "rules": [{ "statistic": "gTest", "limit": 0, "features": [null] }] } }""")]
    [InlineData("""{ "drift": { "rules": [{ "statistic": "gTest", "limit": 0, "features": null }] } }""")]
    [InlineData("""{ "drift": { "profile": null } }""")]
    [InlineData("""{ "gates": { "bounds": null } }""")]
    [InlineData("""{ "gates": { "bounds": [null] } }""")]
    [InlineData("""{ "challengers": { "recipes": null } }""")]
    [InlineData("""{ "challengers": { "recipes": [null] } }""")]
    [InlineData("""{ "challengers": { "halfLives": null } }""")]
    [InlineData("""{ "schedule": { "cron": {} } }""")]
    [InlineData("""{ "schedule": { "cron": { "expression": null } } }""")]
    [InlineData("""{ "schedule": { "cron": { "expression": "0 0 * * *", "timeZone": null } } }""")]
    [InlineData("""{ "schedule": { "cron": 3 } }""")]
    [InlineData("""{ "keepWindows": "1d" }""")]
    public void Nonsense_is_a_problem_and_never_a_crash(string json)
    {
        var (_, problems) = PolicyReader.Read(json, new());

        Assert.NotEmpty(problems);
        Assert.All(problems, problem => Assert.StartsWith("policy", problem.Field, StringComparison.Ordinal));
    }

    [Fact]
    public void Any_values_anywhere_are_read_or_refused()
    {
        string[] values = ["null", "3", "-1", "1e400", "\"7d\"", "\"x\"", "[]", "[null]", "{}", "true", "[{}]", "\"\""];
        var names = typeof(ModelPolicy).GetProperties().Where(p => p.CanWrite)
            .SelectMany(p => p.PropertyType.GetProperties().Select(inner => (Group: p.Name, inner.Name))).ToArray();
        var overlays = Gen.Elements(names).SelectMany(name => Gen.Elements(values)
            .Select(value => $$"""{ "{{name.Group}}": { "{{name.Name}}": {{value}} } }"""));

        Prop.ForAll(overlays.ToArbitrary(), json =>
        {
            var (policy, problems) = PolicyReader.Read(json, new());
            return problems.Count > 0 || policy.Validate().Count == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Theory]
    [InlineData("""{ "schedule": { "cron": "0 2 * * *" } }""", "must be an object of expression, timeZone")]
    [InlineData("""{ "schedule": { "cron": { "timeZone": "UTC" } } }""", "expression")]
    [InlineData("""{ "triggers": { "rules": [3] } }""", "must be a list, each an object of name, when")]
    [InlineData("""{ "triggers": { "rules": "all" } }""", "must be a list, each an object of name, when")]
    [InlineData("""{ "challengers": { "recipes": [3] } }""", "each a recipe: '' is not a recipe such as")]
    [InlineData("""{ "challengers": { "power": "high" } }""", "must be a number")]
    [InlineData("""{ "drift": { "rules": [{ "statistic": [] }] } }""", "must be")]
    [InlineData("""{ "schedule": { "adaptive": 3 } }""", "must be an object of")]
    [InlineData("""{ "performance": { "rules": [{ "metric": "r3" }] } }""", "must be")]
    public void A_message_speaks_of_settings_and_never_of_types_of_the_code(string json, string rule)
    {
        var problems = PolicyReader.Read(json, new ModelPolicy()).Problems;

        Assert.NotEmpty(problems);
        Assert.Contains(problems, problem => problem.Rule.Contains(rule, StringComparison.Ordinal));
        Assert.All(problems, problem =>
        {
            Assert.DoesNotContain("RetrainGrains", problem.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("System.", problem.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("Immutable", problem.ToString(), StringComparison.Ordinal);
        });
    }
}

namespace RetrainGrains.Domain.Tests.Changes;

public sealed class ChangeDetectorPolicyTests
{
    [Fact]
    public void Every_watch_is_read_back_as_it_was_written()
    {
        ModelPolicy policy = new()
        {
            Triggers = new()
            {
                Change =
                [
                    new AdwinDetectorPolicy { Delta = 0.01, Per = ChangeUnit.Hour, On = "f1",
                        Severity = Severity.Warning },
                    new PageHinkleyDetectorPolicy { Delta = 0.2, Threshold = 20, MinimumCount = 10 },
                    new CusumDetectorPolicy { Slack = 1, Threshold = 4, WarmUp = 9 },
                    new KswinDetectorPolicy { Alpha = 0.01, WindowSize = 60, SampleSize = 20 },
                    new DdmDetectorPolicy { Drift = 4, WarmUp = 10 },
                    new EddmDetectorPolicy { Drift = 0.8, WarmUp = 10 },
                    new HddmWDetectorPolicy { Drift = 0.002, Weight = 0.1 },
                    new EDetectorPolicy { AverageRunLength = 500, Tolerance = 0.2, Confirmations = 2 },
                ],
            },
        };

        var (read, problems) = PolicyReader.Read(DomainJson.Write(policy), new());

        Assert.Empty(problems);
        Assert.Equal(policy.Triggers.Change, read.Triggers.Change!.Value.AsEnumerable());
        Assert.StartsWith("""{"detector":"adwin",""", DomainJson.Write(policy.Triggers.Change!.Value[0]));
    }

    [Fact]
    public void What_a_watch_does_not_say_has_a_default()
    {
        var (policy, problems) = PolicyReader.Read(
            """{ "triggers": { "change": [{ "Detector": "EDETECTOR" }, { "detector": "ddm" }] } }""", new());

        Assert.Empty(problems);
        Assert.Equal(
            [new EDetectorPolicy { Per = ChangeUnit.Day, Severity = Severity.Critical, Confirmations = 1 },
                new DdmDetectorPolicy { Per = ChangeUnit.Row }],
            policy.Triggers.Change!.Value.AsEnumerable());
    }

    [Theory]
    [InlineData("[]", "policy.triggers.change.length")]
    [InlineData("""[{ "per": "day" }]""", "policy.triggers.change")]
    [InlineData("""[{ "detector": "adwim" }]""", "policy.triggers.change")]
    [InlineData("""[{ "detector": 3 }]""", "policy.triggers.change")]
    [InlineData("""["adwin"]""", "policy.triggers.change")]
    [InlineData("[null]", "policy.triggers.change")]
    [InlineData("""[{ "detector": "adwin", "averageRunLength": 3 }]""", "policy.triggers.change")]
    [InlineData("""[{ "detector": "adwin", "Detector": "ddm" }]""", "policy.triggers.change")]
    [InlineData("""[{ "detector": "adwin", "per": "week" }]""", "policy.triggers.change")]
    [InlineData("""[{ "detector": "adwin" }, { "detector": "adwin" }]""", "policy.triggers.change")]
    [InlineData("""[{ "detector": "adwin", "on": " " }]""", "policy.triggers.change[0].on")]
    [InlineData("""[{ "detector": "adwin", "confirmations": 11 }]""", "policy.triggers.change[0].confirmations")]
    [InlineData("""[{ "detector": "adwin", "delta": 1 }]""", "policy.triggers.change[0].delta")]
    [InlineData("""[{ "detector": "pageHinkley", "delta": -1 }]""", "policy.triggers.change[0].delta")]
    [InlineData("""[{ "detector": "pageHinkley", "threshold": 0 }]""", "policy.triggers.change[0].threshold")]
    [InlineData("""[{ "detector": "pageHinkley", "minimumCount": 1 }]""", "policy.triggers.change[0].minimumCount")]
    [InlineData("""[{ "detector": "cusum", "slack": -1 }]""", "policy.triggers.change[0].slack")]
    [InlineData("""[{ "detector": "cusum", "threshold": 0 }]""", "policy.triggers.change[0].threshold")]
    [InlineData("""[{ "detector": "cusum", "warmUp": 1 }]""", "policy.triggers.change[0].warmUp")]
    [InlineData("""[{ "detector": "kswin", "alpha": 0 }]""", "policy.triggers.change[0].alpha")]
    [InlineData("""[{ "detector": "kswin", "windowSize": 501 }]""", "policy.triggers.change[0].windowSize")]
    [InlineData("""[{ "detector": "kswin", "sampleSize": 51 }]""", "policy.triggers.change[0].sampleSize")]
    [InlineData("""[{ "detector": "ddm", "per": "day" }]""", "policy.triggers.change[0].per")]
    [InlineData("""[{ "detector": "ddm", "on": "f0" }]""", "policy.triggers.change[0].on")]
    [InlineData("""[{ "detector": "ddm", "drift": 0 }]""", "policy.triggers.change[0].drift")]
    [InlineData("""[{ "detector": "ddm", "warmUp": -1 }]""", "policy.triggers.change[0].warmUp")]
    [InlineData("""[{ "detector": "eddm", "per": "hour" }]""", "policy.triggers.change[0].per")]
    [InlineData("""[{ "detector": "eddm", "drift": 2 }]""", "policy.triggers.change[0].drift")]
    [InlineData("""[{ "detector": "eddm", "warmUp": -1 }]""", "policy.triggers.change[0].warmUp")]
    [InlineData("""[{ "detector": "hddmA", "drift": 0 }]""", "policy.triggers.change[0].drift")]
    [InlineData("""[{ "detector": "hddmW", "weight": 0 }]""", "policy.triggers.change[0].weight")]
    [InlineData("""[{ "detector": "eDetector", "on": "f0" }]""", "policy.triggers.change[0].on")]
    [InlineData("""[{ "detector": "eDetector", "tolerance": -1 }]""", "policy.triggers.change[0].tolerance")]
    [InlineData(
        """[{ "detector": "eDetector", "averageRunLength": 1 }]""", "policy.triggers.change[0].averageRunLength")]
    public void A_watch_that_makes_no_sense_is_refused_by_field(string change, string field)
    {
        var (_, problems) = PolicyReader.Read($$"""{ "triggers": { "change": {{change}} } }""", new());

        Assert.Equal(field, Assert.Single(problems).Field);
    }

    [Fact]
    public void More_than_eight_watches_are_refused()
    {
        var watches = Enumerable.Range(1, 9).Select(i => new AdwinDetectorPolicy { Delta = i / 100.0 });
        ModelPolicy policy = new() { Triggers = new() { Change = [.. watches] } };

        Assert.Equal("policy.triggers.change.length: '9' must be between 1 and 8", policy.Validate()[0].ToString());
    }

    [Fact]
    public void A_setting_that_a_detector_does_not_have_is_named()
    {
        var (_, problems) = PolicyReader.Read(
            """{ "triggers": { "change": [{ "detector": "adwin", "deltta": 0.1 }] } }""", new());

        Assert.Contains("'deltta'", Assert.Single(problems).Rule);
    }

    [Fact]
    public void A_feature_that_the_schema_lacks_is_refused_when_the_policy_is_set()
    {
        ModelPolicy policy = new() { Triggers = new() { Change = [new AdwinDetectorPolicy { On = "colour" }] } };

        var decision = ModelLifecycle.Decide(Given.Model(), new PolicyAsked(policy, "ann"), Given.Start);

        Assert.Equal("policy.triggers.change[0].on", decision.Refused!.Field);
        Assert.Empty(decision.Events);
    }
}

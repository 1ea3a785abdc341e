using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.NativeXGBoost;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Stacking;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class LearnerMappingTests
{
    private const string Boosted = "leafwise depthwise lightgbm";
    private const string Forests = "forest extra-trees fastforest";
    private const string All = $"{Boosted} {Forests} xgboost";

    /// <summary>A setting, a value that is nobody's default, the parameter it becomes, and whose.</summary>
    public static TheoryData<string, string, string, string> Settings => new()
    {
        { "numberOfTrees", "7", nameof(TreeParameters.NumberOfTrees), All },
        { "numberOfLeaves", "9", nameof(TreeParameters.NumberOfLeaves), Boosted },
        { "learningRate", "0.3", nameof(TreeParameters.LearningRate), $"{Boosted} xgboost" },
        { "minimumExampleCountPerLeaf", "11", nameof(TreeParameters.MinimumExampleCountPerLeaf), Boosted },
        { "forestNumberOfLeaves", "9", nameof(TreeParameters.NumberOfLeaves), Forests },
        { "forestMinimumExampleCountPerLeaf", "11", nameof(TreeParameters.MinimumExampleCountPerLeaf), Forests },
        { "maximumTreeDepth", "3", nameof(TreeParameters.MaximumTreeDepth), All },
        { "maximumBinCountPerFeature", "50", nameof(TreeParameters.MaximumBinCountPerFeature), All },
        { "minimumExampleCountPerBin", "4", nameof(TreeParameters.MinimumExampleCountPerBin), $"{Boosted} {Forests}" },
        { "l1Regularization", "0.5", nameof(TreeParameters.L1Regularization), All },
        { "l2Regularization", "3", nameof(TreeParameters.L2Regularization), All },
        { "minimumGain", "2", nameof(TreeParameters.MinimumGain), All },
        { "featureFraction", "0.6", nameof(TreeParameters.FeatureFraction), All },
        { "featureFractionPerSplit", "0.4", nameof(TreeParameters.FeatureFractionPerSplit), All },
        { "baggingFraction", "0.8", nameof(TreeParameters.BaggingFraction), $"{Boosted} xgboost" },
        { "topGradientFraction", "0.2", nameof(TreeParameters.TopGradientFraction), Boosted },
        { "otherGradientFraction", "0.3", nameof(TreeParameters.OtherGradientFraction), Boosted },
        { "earlyStoppingRounds", "5", nameof(TreeParameters.EarlyStoppingRounds), Boosted },
        { "validationFraction", "0.2", nameof(TreeParameters.ValidationFraction), Boosted },
        { "quantile", "0.9", nameof(TreeParameters.Quantile), Boosted },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_reaches_the_learners_that_use_it_and_no_other(
        string setting, string value, string parameter, string learners)
    {
        var trees = Read($$"""{ "{{setting}}": {{value}} }""");

        foreach (var learner in LearnerRegistry.BuiltIn.Names.Select(LearnerRegistry.BuiltIn.Get))
        {
            var mapped = Of(learner, trees);
            var plain = Of(learner, new TreePolicy());
            if (learners.Split(' ').Contains(learner.Name))
            {
                Assert.Equal(double.Parse(value), mapped.Values.Single(one => one.Name == parameter).Value);
            }
            else if (mapped is not StackedParameters)
            {
                Assert.Equal(plain, mapped);
            }
        }
    }

    [Fact]
    public void No_setting_is_forgotten() => Assert.Equal(
        [.. typeof(TreePolicy).GetProperties().Select(property => property.Name).Order()],
        Settings.Select(row => char.ToUpperInvariant(row.Data.Item1[0]) + row.Data.Item1[1..])
            .Append(nameof(TreePolicy.Objective)).Append(nameof(TreePolicy.MonotoneConstraints)).Order());

    [Fact]
    public void Objective_and_constraints_reach_the_learners_that_use_them()
    {
        var trees = Read("""{ "objective": "poisson", "monotoneConstraints": { "weather": -1 } }""");

        foreach (var learner in LearnerRegistry.BuiltIn.Names.Select(LearnerRegistry.BuiltIn.Get))
        {
            var (objective, constraints) = Of(learner, trees) switch
            {
                TreeParameters one => ((Objective?)one.Objective, one.MonotoneConstraints),
                XGBoostParameters one => (one.Objective, one.MonotoneConstraints),
                _ => (null, null),
            };
            if (constraints is null) continue;
            Assert.Equal([new("weather", -1)], constraints);
            Assert.Equal(Forests.Contains(learner.Name) ? Objective.Squared : Objective.Poisson, objective);
        }
    }

    [Theory]
    [InlineData("forest")]
    [InlineData("extra-trees")]
    [InlineData("leafwise")]
    [InlineData("xgboost")]
    public void Default_settings_leave_a_learner_its_own_defaults(string name)
    {
        Assert.SkipUnless(LearnerRegistry.BuiltIn.Problem(name) is null, "libxgboost is not installed here");
        var learner = LearnerRegistry.BuiltIn.Get(name);

        Assert.Equal(learner.Defaults.Values, Of(learner, new TreePolicy()).Values);
    }

    [Fact]
    public void The_members_of_an_ensemble_take_them_as_they_do_alone()
    {
        var trees = Read("""{ "numberOfTrees": 7, "numberOfLeaves": 9 }""");

        var bases = Assert.IsType<StackedParameters>(Of(LearnerRegistry.BuiltIn.Get("stacked"), trees)).Bases;

        Assert.Equal(["forest", "leafwise", "logistic", "ridge", "seasonal"], bases.Keys.Order());
        Assert.All(bases, one => Assert.Equal(Of(LearnerRegistry.BuiltIn.Get(one.Key), trees), one.Value));
    }

    [Fact]
    public void An_ensemble_is_not_calibrated() => Assert.EndsWith(
        "Learner 'stacked' is an ensemble, weighed by its log loss; it cannot be calibrated.",
        Assert.Single(LearnerMapping.ProblemsOf(new ChallengerPolicy
        {
            Recipes = [new("stacked"), new("stacked", Calibration: CalibrationMethod.Platt)],
        })).Rule);

    [Fact]
    public void A_recipe_whose_learner_cannot_take_the_trees_is_refused()
    {
        Assert.SkipUnless(LearnerRegistry.BuiltIn.Problem("xgboost") is null, "libxgboost is not installed here");
        var policy = new ChallengerPolicy
        {
            Recipes = [new("leafwise"), new("xgboost")],
            Trees = Read("""{ "objective": "quantile", "maximumTreeDepth": 20 }"""),
        };

        Assert.Equal(
            "policy.challengers.recipes[1]: 'xgboost/all/level' must be a recipe to carry out here: MaximumTreeDepth "
            + "is 20; it must be a whole number from 1 to 16. Objective is Quantile; XGBoost takes Squared or Poisson.",
            Assert.Single(LearnerMapping.ProblemsOf(policy)).ToString());
    }

    private static LearnerParameters Of(ILearner learner, TreePolicy trees) =>
        LearnerMapping.ParametersOf(learner, trees, TargetForm.Level);

    private static TreePolicy Read(string trees)
    {
        var (policy, problems) = PolicyReader.Read($$"""{ "challengers": { "trees": {{trees}} } }""", new());
        Assert.Empty(problems);
        return policy.Challengers.Trees;
    }
}

using RetrainGrains.Learning.Baselines;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Registry;

public sealed class LearnerRegistryTests
{
    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => LearnerRegistry.BuiltIn.Get("catboost"));

        Assert.Contains(
            "'catboost'; known: leafwise, depthwise, forest, extra-trees, ridge, elastic-net, logistic, perceptron, "
            + "last-value, transitions, seasonal, mean, stacked, lightgbm, fastforest",
            error.Message);
    }

    [Theory]
    [InlineData("ridge", PredictionTask.BinaryClassification)]
    [InlineData("logistic", PredictionTask.Regression)]
    public void A_task_that_a_learner_does_not_support_is_an_answer(string name, PredictionTask task)
    {
        var learner = LearnerRegistry.BuiltIn.Get(name);
        var rows = SyntheticRows.Create(50, 1, 1, x => x[0] > 0 ? 1 : 0, task);

        var result = learner.Fit(rows, learner.Defaults, 1, FitOptions.Default);

        Assert.False(learner.Supports(task));
        Assert.Equal($"Learner '{name}' does not support {task}.", result.Failure);
    }

    [Fact]
    public void No_rows_are_an_answer_for_every_learner()
    {
        var rows = SyntheticRows.Create(1, 1, 1, x => x[0], lastValueFeature: 0).Slice(0, 0);
        foreach (var name in LearnerRegistry.BuiltIn.Names.Where(n => n is not ("logistic" or "transitions")))
        {
            var learner = LearnerRegistry.BuiltIn.Get(name);

            Assert.Contains("needs at least", learner.Fit(rows, learner.Defaults, 1, FitOptions.Default).Failure);
        }
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("forest")]
    [InlineData("logistic")]
    public void One_class_alone_is_an_answer(string name)
    {
        var learner = LearnerRegistry.BuiltIn.Get(name);
        var rows = SyntheticRows.Create(100, 1, 1, _ => 1, PredictionTask.BinaryClassification);

        Assert.Contains(
            "needs both classes; all 100 rows have class 1",
            learner.Fit(rows, learner.Defaults, 1, FitOptions.Default).Failure);
    }

    [Fact]
    public void A_change_is_refused_for_classes_and_without_a_last_value()
    {
        var change = BaselineParameters.Default with { TargetForm = TargetForm.Change };
        var classes = SyntheticRows.Create(
            50, 1, 1, x => x[0] > 0 ? 1 : 0, PredictionTask.BinaryClassification, lastValueFeature: 0);
        var numbers = SyntheticRows.Create(50, 1, 1, x => x[0]);
        var mean = LearnerRegistry.BuiltIn.Get("mean");

        Assert.Contains("for regression only", mean.Fit(classes, change, 1, FitOptions.Default).Failure);
        Assert.Contains("last-value feature", mean.Fit(numbers, change, 1, FitOptions.Default).Failure);
    }

    [Fact]
    public void Parameters_of_another_learner_are_refused()
    {
        var rows = SyntheticRows.Create(50, 1, 1, x => x[0]);

        var error = Assert.Throws<ArgumentException>(
            () => LearnerRegistry.BuiltIn.Get("leafwise").Fit(rows, LinearParameters.Default, 1, FitOptions.Default));

        Assert.Contains("'leafwise' takes TreeParameters, not LinearParameters", error.Message);
    }

    [Fact]
    public void Wrong_parameters_are_reported_all_at_once()
    {
        var rows = SyntheticRows.Create(50, 1, 1, x => x[0]);
        var wrong = TreeParameters.LeafWise with { NumberOfTrees = 0, LearningRate = double.NaN };

        var error = Assert.Throws<ArgumentException>(
            () => LearnerRegistry.BuiltIn.Get("leafwise").Fit(rows, wrong, 1, FitOptions.Default));

        Assert.Contains("NumberOfTrees is 0; it must be a whole number from 1 to 10000.", error.Message);
        Assert.Contains("LearningRate is NaN", error.Message);
    }
}

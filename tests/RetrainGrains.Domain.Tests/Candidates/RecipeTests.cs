namespace RetrainGrains.Domain.Tests.Candidates;

public sealed class RecipeTests
{
    [Theory]
    [InlineData("leafwise", "leafwise/all/level")]
    [InlineData("leafwise/180d", "leafwise/180d/level")]
    [InlineData("forest/30d/change/once", "forest/30d/change/once")]
    [InlineData("last-value/all/level", "last-value/all/level")]
    [InlineData("ridge/half30d", "ridge/half30d/level")]
    [InlineData("forest/all/log", "forest/all/log")]
    [InlineData("leafwise/180d/level/isotonic", "leafwise/180d/level/isotonic")]
    [InlineData("logistic/half30d/level/platt/once", "logistic/half30d/level/platt/once")]
    [InlineData("leafwise/all/level/once/platt", "leafwise/all/level/platt/once")]
    public void A_recipe_is_read_from_its_name_and_written_in_full(string text, string name)
    {
        Assert.True(Recipe.TryParse(text, out var recipe));
        Assert.Equal(name, recipe.Name);
        Assert.True(Recipe.TryParse(recipe.Name, out var again));
        Assert.Equal(recipe, again);
    }

    [Theory]
    [InlineData("worker:lstm/180d/level", "lstm")]
    [InlineData("worker:", "")]
    [InlineData("leafwise/180d", null)]
    [InlineData("workers:lstm", null)]
    public void A_learner_with_the_prefix_is_a_workers(string text, string? learner)
    {
        Assert.True(Recipe.TryParse(text, out var recipe));
        Assert.Equal(learner, recipe.WorkerLearner);
    }

    [Theory]
    [InlineData("lstm", true)]
    [InlineData("gnn-2", true)]
    [InlineData("a234567890123456789012345678901234567890", true)]
    [InlineData("a2345678901234567890123456789012345678901", false)]
    [InlineData("", false)]
    [InlineData("LSTM", false)]
    [InlineData("l_stm", false)]
    [InlineData("lstmé", false)]
    public void A_workers_learner_is_named_with_1_to_40_of_a_few_letters(string name, bool valid) =>
        Assert.Equal(valid, WorkerLearnerName.IsValid(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/30d")]
    [InlineData("leafwise/30")]
    [InlineData("leafwise/0d")]
    [InlineData("leafwise/half0d")]
    [InlineData("leafwise/halfd")]
    [InlineData("leafwise/half30")]
    [InlineData("leafwise/-3d")]
    [InlineData("leafwise/99999d")]
    [InlineData("leafwise/all/both")]
    [InlineData("leafwise/all/level/twice")]
    [InlineData("leafwise/all/level/once/more")]
    [InlineData("leafwise/all/level/once/once")]
    [InlineData("leafwise/all/level/platt/platt")]
    [InlineData("leafwise/all/level/platt/isotonic")]
    [InlineData("leafwise/all/level/platt/once/isotonic")]
    [InlineData("leafwise/all/isotonic")]
    public void Anything_else_is_no_recipe(string? text)
    {
        Assert.False(Recipe.TryParse(text, out _));
    }
}

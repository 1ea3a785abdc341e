using RetrainGrains.Domain.Policies;
using RetrainGrains.Gateway.SelfTests;

namespace RetrainGrains.Gateway.Tests.SelfTests;

public sealed class ScratchWorldTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 20, 30, TimeSpan.Zero);

    [Fact]
    public void The_policy_is_valid()
    {
        Assert.Empty(PolicyReader.Read(ScratchWorld.PolicyJson, new ModelPolicy()).Problems);
    }

    [Fact]
    public void Outcomes_are_those_of_the_questions_and_of_another_world()
    {
        var world = new ScratchWorld(Now);

        var (questions, outcomes) = (world.Questions(), world.Outcomes());

        Assert.Equal(questions.Select(row => row.PredictionId), outcomes.Select(row => row.PredictionId));
        Assert.All(outcomes, (outcome, i) => Assert.Equal(ScratchWorld.Expected(i) + 10, outcome.Value!.Value, 1e-9));
    }

    [Fact]
    public void History_ends_before_the_first_question_and_no_row_is_of_the_future()
    {
        var world = new ScratchWorld(Now);

        Assert.True(world.History().Max(row => row.At) < world.Questions().Min(row => row.At));
        Assert.All(world.Questions(), row => Assert.True(row.At < Now));
    }

    [Fact]
    public void A_test_at_another_time_learns_from_the_same_values()
    {
        var (first, second) = (new ScratchWorld(Now).History(), new ScratchWorld(Now.AddDays(100.3)).History());

        Assert.Equal(first.Select(row => row.Outcome), second.Select(row => row.Outcome));
    }

    [Fact]
    public void The_time_until_which_a_model_lives_is_read_from_its_type()
    {
        Assert.Equal(Now, ScratchWorld.DeadlineOf(ScratchWorld.TypeUntil(Now)));
        Assert.Equal(DateTimeOffset.MinValue, ScratchWorld.DeadlineOf("trees"));
    }
}

using RetrainGrains.Server.Demo;

namespace RetrainGrains.Server.Tests.Demo;

public sealed class StuckSensorTests
{
    private readonly StuckSensor sensor = new();

    [Fact]
    public void It_stays_stuck_until_a_version_that_learned_from_it_serves()
    {
        sensor.Promoted(2);
        Assert.True(sensor.IsStuck(30));
        sensor.Promoted(6);
        Assert.True(sensor.IsStuck(6.05));
        Assert.False(sensor.IsStuck(7));
    }

    [Fact]
    public void It_sticks_again_when_the_wrong_version_passed_its_probation()
    {
        sensor.Promoted(6);
        sensor.ProbationPassed(14);
        Assert.False(sensor.IsStuck(14.5));
        Assert.True(sensor.IsStuck(16));
    }

    [Fact]
    public void It_sticks_again_when_the_next_version_came_before_the_verdict()
    {
        sensor.Promoted(6);
        sensor.Promoted(8);
        Assert.True(sensor.IsStuck(9.5));
    }

    [Fact]
    public void After_a_rollback_it_stays_sound()
    {
        sensor.Promoted(6);
        sensor.RolledBack(11);
        sensor.Promoted(15);
        sensor.RolledBack(16);
        Assert.False(sensor.IsStuck(30));
    }
}

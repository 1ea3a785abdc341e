namespace RetrainGrains.Domain.Tests.FleetAlerts;

public sealed class FleetAlertOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(new FleetAlertOptions().Validate("fleet"));

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var options = new FleetAlertOptions { Procedure = (FleetProcedure)9, FalseDiscoveryRate = 1, PeriodDays = 0 };

        Assert.Equal(
            ["fleet.procedure: '9' must be a procedure that is known here",
             "fleet.falseDiscoveryRate: '1' must be between 1E-06 and 0.5",
             "fleet.periodDays: '0' must be between 1 and 366"],
            options.Validate("fleet").Select(problem => problem.ToString()));
    }
}

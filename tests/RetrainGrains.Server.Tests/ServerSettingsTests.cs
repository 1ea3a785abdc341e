using System.Net;
using Microsoft.Extensions.Configuration;
using RetrainGrains.Domain.Fleet;
using RetrainGrains.Server.Hosting;

namespace RetrainGrains.Server.Tests;

public sealed class ServerSettingsTests
{
    [Fact]
    public void Without_settings_a_server_listens_on_loopback_and_keeps_a_core_free()
    {
        var settings = Read();
        Assert.Empty(settings.Problems);
        Assert.Null(settings.Demo);
        Assert.Equal(IPAddress.Loopback, settings.Options.Bind);
        Assert.Equal((5080, 5081), (settings.Options.HttpPort, settings.Options.GrpcPort));
        Assert.Equal(Math.Max(1, Environment.ProcessorCount - 1), settings.Options.TrainingSlots);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_with_field_value_and_rule()
    {
        var settings = Read(
            "--http-port", "70000", "--grpc-port=x", "--bind", "here", "--training-slots", "0",
            "--durability", "maybe");
        Assert.Equal(
            ["grpc-port", "bind", "durability", "http-port", "training-slots"],
            settings.Problems.Select(problem => problem.Field));
        Assert.Contains(settings.Problems,
            problem => problem is { Field: "http-port", Value: "70000" } && problem.Rule.Contains("65535"));
        Assert.Contains(settings.Problems, problem => problem is { Field: "bind", Value: "here" });
    }

    [Fact]
    public void What_drift_alarms_promise_can_be_chosen_within_limits()
    {
        var chosen = Read(
            "--fleet-procedure", "BenjaminiYekutieli", "--fleet-false-discovery-rate=0.1", "--fleet-period-days", "7");
        Assert.Equal(
            new FleetOptions
            {
                Procedure = FleetProcedure.BenjaminiYekutieli, FalseDiscoveryRate = 0.1, PeriodDays = 7,
            },
            chosen.Options.Fleet);
        Assert.Equal(new FleetOptions(), Read().Options.Fleet);
        Assert.Equal(
            ["fleet-procedure", "fleet.falseDiscoveryRate", "fleet.periodDays"],
            Read("--fleet-procedure", "bonferroni", "--fleet-false-discovery-rate", "2", "--fleet-period-days", "0")
                .Problems.Select(problem => problem.Field));
    }

    [Fact]
    public void One_port_cannot_speak_both_protocols() =>
        Assert.Equal("grpc-port", Assert.Single(Read("--http-port", "5081").Problems).Field);

    [Fact]
    public void A_misspelt_setting_is_refused_and_not_ignored() =>
        Assert.Equal("--htttp-port", Assert.Single(Read("--htttp-port", "8080").Problems).Field);

    [Fact]
    public void The_settings_of_the_demo_need_the_demo()
    {
        Assert.Equal("--seed", Assert.Single(Read("--seed", "2").Problems).Field);
        Assert.Equal(2, Read("--demo", "--seed", "2").Demo!.Seed);
    }

    [Fact]
    public void A_demo_that_would_run_too_fast_for_its_timers_is_refused() =>
        Assert.Contains(
            Read("--demo", "--days-per-second", "NaN").Problems, problem => problem.Field == "days-per-second");

    [Fact]
    public void The_command_line_goes_before_the_environment()
    {
        var environment = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
                { ["HTTP_PORT"] = "1111", ["GRPC_PORT"] = "2222" }).Build();
        var settings = ServerSettings.Read(["--http-port", "3333"], environment);
        Assert.Equal((3333, 2222), (settings.Options.HttpPort, settings.Options.GrpcPort));
    }

    // Nothing but what a cluster cannot be without.
    private static ServerSettings Read(params string[] arguments) => ServerSettings.Read(
        arguments,
        new ConfigurationBuilder().AddInMemoryCollection(
            [new("connection", FleetRuntime.IsCluster ? "Host=db;Database=fleet" : null)]).Build());
}

using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetrainGrains.Domain.FleetAlerts;
using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Tests.Options;

public sealed class ConfiguredOptionsTests
{
    [Fact]
    public void Without_settings_a_server_listens_on_loopback_and_keeps_a_core_free()
    {
        var (options, problems) = Read();
        Assert.Empty(problems);
        Assert.False(options.Demo.Enabled);
        Assert.Equal(new ServerOptions(), options);
        Assert.Equal(IPAddress.Loopback, options.Bind);
        Assert.Equal((5080, 5081), (options.HttpPort, options.GrpcPort));
        Assert.Equal(Math.Max(1, Environment.ProcessorCount - 1), options.TrainingSlots);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_with_setting_value_and_rule()
    {
        var problems = Read(
            "--http-port", "70000", "--grpc-port=x", "--bind", "here", "--training-slots", "0", "--durability", "maybe",
            "--keep", "perhaps", "--seconds", "--client-port", "", "--RetrainGrains:Htttp=1").Problems;
        Assert.Equal(
            [
                "RetrainGrains:Bind: 'here' must be an address such as 127.0.0.1 or 0.0.0.0",
                "RetrainGrains:ClientPort: '' must be a whole number",
                "RetrainGrains:Demo:Keep: 'perhaps' is a setting of the demo, and needs --demo",
                "RetrainGrains:Demo:Keep: 'perhaps' must be true or false",
                "RetrainGrains:Demo:Seconds: '' is a setting of the demo, and needs --demo",
                "RetrainGrains:Demo:Seconds: '' must be a whole number",
                "RetrainGrains:Durability: 'maybe' must be one of process, power, scratch",
                "RetrainGrains:GrpcPort: 'x' must be a whole number",
                "RetrainGrains:HttpPort: '70000' must be 1 to 65535, or 0 for any free port",
                "RetrainGrains:Htttp: '1' is no setting here; --help lists them",
                "RetrainGrains:TrainingSlots: '0' must be 1 to 256",
            ],
            problems.Select(problem => problem.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_drift_alerts_promise_can_be_chosen_within_limits()
    {
        var chosen = Read(
            "--fleet-procedure", "BenjaminiYekutieli", "--fleet-false-discovery-rate=0.1", "--fleet-period-days", "7");
        Assert.Equal(
            new FleetAlertOptions
            {
                Procedure = FleetProcedure.BenjaminiYekutieli, FalseDiscoveryRate = 0.1, PeriodDays = 7,
            },
            chosen.Options.Fleet);
        Assert.Equal(
            [
                "RetrainGrains:Fleet:FalseDiscoveryRate", "RetrainGrains:Fleet:PeriodDays",
                "RetrainGrains:Fleet:Procedure",
            ],
            Read("--fleet-procedure", "bonferroni", "--fleet-false-discovery-rate", "2", "--fleet-period-days", "0")
                .Problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_time_that_rows_may_lie_ahead_can_be_set_within_what_is_believed()
    {
        Assert.Equal(300, Read().Options.ClockToleranceSeconds);
        Assert.Equal(0, Read("--clock-tolerance-seconds", "0").Options.ClockToleranceSeconds);
        Assert.Equal(
            "RetrainGrains:ClockToleranceSeconds: '86401' must be 0 to 86400: a clock that is a day ahead is not "
                + "believed",
            Assert.Single(Read("--clock-tolerance-seconds", "86401").Problems).ToString());
        Assert.Single(Read("--clock-tolerance-seconds=-1").Problems);
    }

    [Fact]
    public void Notification_channels_are_chosen_by_name_as_a_list_or_between_commas()
    {
        Assert.Equal(["log"], Read().Options.Notifications.Channels);
        Assert.Equal(["log", "mail"], Read("--notifications-channels", "log, mail").Options.Notifications.Channels);
        Assert.Empty(Read("--notifications-channels=").Options.Notifications.Channels);
        var listed = FromJson("""{ "RetrainGrains": { "Notifications": { "Channels": ["mail", "log"] } } }""");
        Assert.Empty(listed.Problems);
        Assert.Equal(["mail", "log"], listed.Options.Notifications.Channels);
    }

    [Fact]
    public void One_port_cannot_speak_both_protocols() =>
        Assert.Equal("RetrainGrains:GrpcPort", Assert.Single(Read("--http-port", "5081").Problems).Field);

    [Fact]
    public void An_unknown_switch_and_an_unknown_key_are_refused_by_name_and_not_ignored()
    {
        Assert.Equal("--htttp-port", Assert.Single(CommandLine.Parse(["--htttp-port", "8080"]).Problems).Field);
        Assert.Equal("argument", Assert.Single(CommandLine.Parse(["http-port=8080"]).Problems).Field);
        var problems = FromJson("""
            { "RetrainGrains": { "HttpPort": { "a": 1 }, "Fleet": 3, "Fleeet": { "PeriodDays": 3 } } }
            """).Problems;
        Assert.Equal(
            ["RetrainGrains:Fleeet", "RetrainGrains:Fleet", "RetrainGrains:HttpPort"],
            problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_connection_string_under_a_misspelt_name_is_not_shown() => Assert.DoesNotContain(
        "secret", Assert.Single(Read("--RetrainGrains:Conection", "Host=db;Password=secret").Problems).ToString());

    [Fact]
    public void The_settings_of_the_demo_need_the_demo()
    {
        Assert.Equal("RetrainGrains:Demo:Seed", Assert.Single(Read("--seed", "2").Problems).Field);
        var demo = Read("--demo", "--seed", "2", "--keep").Options;
        Assert.Equal((true, 2, true), (demo.Demo.Enabled, demo.Demo.Seed, demo.Demo.Keep));
        Assert.NotEqual(new ServerOptions().Database, demo.Database);
        Assert.Equal("own.db", Read("--demo", "--database", "own.db").Options.Database);
    }

    [Fact]
    public void A_demo_that_would_run_too_fast_for_its_timers_or_not_in_one_process_is_refused() => Assert.Equal(
        ["RetrainGrains:Demo", "RetrainGrains:Demo:DaysPerSecond"],
        Read("--demo", "--days-per-second", "NaN", "--connection", "Host=db").Problems
            .Select(problem => problem.Field).Order(StringComparer.Ordinal));

    [Fact]
    public void A_file_names_settings_as_they_stand_in_the_options()
    {
        var options = FromJson("""
            {
              "RetrainGrains": {
                "HttpPort": 8080, "Bind": "0.0.0.0", "Durability": "power", "Role": "silo",
                "Fleet": { "PeriodDays": 7 }
              },
              "ConnectionStrings": { "RetrainGrains": "Host=db" }
            }
            """).Options;
        Assert.Equal(
            new ServerOptions
            {
                HttpPort = 8080, Bind = IPAddress.Any, Durability = SqliteDurability.Power, Role = ServerRole.Silo,
                Fleet = new FleetAlertOptions { PeriodDays = 7 }, Connection = "Host=db",
            },
            options);
    }

    [Fact]
    public void Every_switch_stands_in_the_help() => Assert.All(
        CommandLine.Switches.Keys,
        name => Assert.Matches($@"(?m)^  --{name} ", ConfiguredOptions.Usage));

    [Fact]
    public async Task What_is_logged_is_as_the_configuration_says()
    {
        Assert.Equal((true, false, true), await LoggedAsync());
        Assert.Equal((false, false, false), await LoggedAsync("--demo"));
        Assert.Equal((false, true, true), await LoggedAsync(
            "--Logging:LogLevel:Default", "Error", "--Logging:LogLevel:Orleans=Information"));
        Assert.Equal((false, false, true), await LoggedAsync("--demo", "--Logging:LogLevel:Orleans=Warning"));
    }

    // Our own information, and Orleans' information and warnings.
    private static async Task<(bool Ours, bool OrleansInformation, bool OrleansWarning)> LoggedAsync(
        params string[] arguments)
    {
        await using var application = RetrainGrainsServer.CreateBuilder(arguments).Build();
        var logs = application.Services.GetRequiredService<ILoggerFactory>();
        var orleans = logs.CreateLogger("Orleans.Runtime.Silo");
        return (
            logs.CreateLogger("RetrainGrains.Server").IsEnabled(LogLevel.Information),
            orleans.IsEnabled(LogLevel.Information), orleans.IsEnabled(LogLevel.Warning));
    }

    private static ConfiguredOptions Read(params string[] arguments) =>
        ConfiguredOptions.Read(RetrainGrainsServer.CreateBuilder(arguments).Configuration);

    private static ConfiguredOptions FromJson(string json) => ConfiguredOptions.Read(
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());
}

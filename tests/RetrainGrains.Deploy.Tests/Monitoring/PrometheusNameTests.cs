namespace RetrainGrains.Deploy.Tests.Monitoring;

public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("retraingrains.predictions", "Counter", "{row}", "retraingrains_predictions_total")]
    [InlineData("retraingrains.runs.age", "ObservableGauge", "s", "retraingrains_runs_age_seconds")]
    [InlineData("dotnet.process.cpu.time", "ObservableCounter", "s", "dotnet_process_cpu_time_seconds_total")]
    [InlineData("a.bytes_read", "Counter", "By", "a_bytes_read_total")]
    [InlineData("orleans-catalog-activations", "ObservableGauge", null, "orleans_catalog_activations")]
    public void An_instrument_is_stored_under_a_name_that_says_its_unit_and_kind(
        string instrument, string kind, string? unit, string name)
    {
        Assert.Equal(name, Assert.Single(PrometheusName.Of(instrument, kind, unit)));
    }

    [Fact]
    public void A_histogram_is_stored_as_three_series()
    {
        Assert.Equal(
            ["a_seconds_bucket", "a_seconds_sum", "a_seconds_count"], PrometheusName.Of("a", "Histogram", "s"));
    }
}

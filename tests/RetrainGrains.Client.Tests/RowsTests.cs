using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Client.Tests;

public sealed class RowsTests
{
    public static TheoryData<object?, Value> Values => new()
    {
        { null, Value.ForNull() },
        { double.NaN, Value.ForNull() },
        { float.NaN, Value.ForNull() },
        { 3.5, Value.ForNumber(3.5) },
        { 7, Value.ForNumber(7) },
        { 2.25m, Value.ForNumber(2.25) },
        { "rain", Value.ForString("rain") },
        { Value.ForNumber(1), Value.ForNumber(1) },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_value_is_a_number_a_text_or_missing(object? value, Value expected) =>
        Assert.Equal(expected, Rows.ToValue(value));

    [Fact]
    public void What_is_neither_is_refused_with_its_type()
    {
        string Refusal(object value) => Assert.Throws<ArgumentException>(() => Rows.ToValue(value)).Message;

        Assert.Contains("of type Boolean", Refusal(true));
        Assert.Contains("of type Uri", Refusal(new Uri("http://a")));
    }

    [Fact]
    public void A_row_has_an_id_and_a_time_so_that_it_can_be_repeated()
    {
        var (first, second) = (Rows.ToPredict([1.0]), Rows.ToPredict([1.0]));

        Assert.NotEqual(first.PredictionId, second.PredictionId);
        Assert.NotNull(first.At);
    }

    [Fact]
    public void Ids_of_later_milliseconds_sort_behind()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        string[] ids = [.. Enumerable.Range(0, 1_000).Select(i => Rows.NewId(now.AddMilliseconds(i)))];

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }
}

namespace RetrainGrains.Domain.Tests.Observations;

public sealed class PredictionMarkTests
{
    [Fact]
    public void Marks_are_in_the_order_of_time_and_then_of_their_ids_bytes()
    {
        // The last two are in the opposite order of UTF-16.
        PredictionMark[] ordered =
        [
            PredictionMark.Before(Given.Start), new(Given.Start, "A"), new(Given.Start, "a"),
            new(Given.Start, "\uFB01"), new(Given.Start, "🙂"), new(Given.Start.AddMilliseconds(1), "A"),
        ];

        Assert.Equal(ordered, ordered.Reverse().Order());
    }

    [Fact]
    public void A_mark_is_as_exact_as_stored_times_are() => Assert.Equal(
        PredictionMark.Before(Given.Start), PredictionMark.Before(Given.Start.AddMicroseconds(900)));
}

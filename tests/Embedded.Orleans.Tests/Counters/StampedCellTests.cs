using Orleans.Runtime;

namespace Orleans.Tests.Counters;

public sealed class StampedCellTests
{
    private const long Largest = (1L << 44) - 1;

    private long cell;

    [Fact]
    public void A_new_stamp_starts_at_zero()
    {
        StampedCell.Add(ref cell, 5, 3);
        StampedCell.Add(ref cell, 5, 4);
        Assert.Equal((7, 0), (StampedCell.Read(cell, 5), StampedCell.Read(cell, 6)));
        StampedCell.Add(ref cell, 6, 1);
        Assert.Equal((0, 1), (StampedCell.Read(cell, 5), StampedCell.Read(cell, 6)));
    }

    [Fact]
    public void A_sum_stops_at_the_largest_value_instead_of_spilling_into_the_stamp()
    {
        StampedCell.Add(ref cell, 5, Largest);
        StampedCell.Add(ref cell, 5, long.MaxValue);
        Assert.Equal(Largest, StampedCell.Read(cell, 5));
    }

    [Fact]
    public void The_highest_value_stays_until_the_stamp_changes()
    {
        StampedCell.Raise(ref cell, 5, 30);
        StampedCell.Raise(ref cell, 5, 20);
        Assert.Equal(30, StampedCell.Read(cell, 5));
        StampedCell.Raise(ref cell, 6, 20);
        Assert.Equal(20, StampedCell.Read(cell, 6));
    }

    [Fact]
    public void The_highest_stamps_are_told_apart_too()
    {
        const long last = (1L << 20) - 1;
        StampedCell.Add(ref cell, last, 3);
        Assert.Equal((3, 0), (StampedCell.Read(cell, last), StampedCell.Read(cell, last + 1)));
        StampedCell.Add(ref cell, last + 1, 4);
        Assert.Equal(4, StampedCell.Read(cell, last + 1));
    }
}

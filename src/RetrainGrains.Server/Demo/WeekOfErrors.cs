namespace RetrainGrains.Server.Demo;

/// <summary>The root mean squared errors of the last seven days: as served, and as the first version had it.</summary>
internal sealed class WeekOfErrors
{
    private static readonly TimeSpan Length = TimeSpan.FromDays(7);

    private readonly Lock gate = new();
    private readonly Queue<(DateTimeOffset At, double Served, double First)> errors = [];

    public double Served => Root(error => error.Served);
    public double First => Root(error => error.First);

    public void Add(DateTimeOffset at, double served, double first)
    {
        lock (gate)
        {
            errors.Enqueue((at, served, first));
            while (errors.Peek().At <= at - Length) errors.Dequeue();
        }
    }

    private double Root(Func<(DateTimeOffset At, double Served, double First), double> error)
    {
        lock (gate) return errors.Count == 0 ? double.NaN : Math.Sqrt(errors.Average(row => error(row) * error(row)));
    }
}

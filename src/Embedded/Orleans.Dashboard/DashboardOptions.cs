namespace Orleans.Dashboard;

/// <summary>How the dashboard behaves.</summary>
public sealed class DashboardOptions
{
    /// <summary>How often an open page asks for new counters; at least a second.</summary>
    public int CounterUpdateIntervalMs { get; set; } = 1000;
}

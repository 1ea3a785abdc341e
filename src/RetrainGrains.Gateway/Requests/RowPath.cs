namespace RetrainGrains.Gateway.Requests;

/// <summary>How a request names its rows: "rows[3]", or "row" where there is only one.</summary>
internal readonly record struct RowPath(string Name, bool Indexed)
{
    public string At(int index) => Indexed ? $"{Name}[{index}]" : Name;
}

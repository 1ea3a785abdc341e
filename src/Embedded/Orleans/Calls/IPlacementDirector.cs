namespace Orleans.Runtime.Placement;

/// <summary>Names the request value by which a caller says where a grain should be activated.</summary>
public interface IPlacementDirector
{
    const string PlacementHintKey = nameof(PlacementHintKey);
}

namespace Orleans
{
    /// <summary>Marks an interface whose calls go to a virtual actor.</summary>
    public interface IGrain : Runtime.IAddressable;

    /// <summary>Marks grains that are addressed by a string.</summary>
    public interface IGrainWithStringKey : IGrain;
}

namespace Orleans.Runtime
{
    /// <summary>Anything that a call can be addressed to.</summary>
    public interface IAddressable;
}

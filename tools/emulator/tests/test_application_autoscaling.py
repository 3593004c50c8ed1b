from __future__ import annotations

from typing import Any

TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/web/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}


def test_tags_of_a_scalable_target_are_kept_changed_and_removed(client: Any) -> None:
    ecs = client("ecs")
    ecs.create_cluster(clusterName="web")
    ecs.create_service(cluster="web", serviceName="web", desiredCount=1)
    scaling = client("application-autoscaling")

    arn = scaling.register_scalable_target(**TARGET, MinCapacity=1, MaxCapacity=3, Tags={"Team": "web"})[
        "ScalableTargetARN"
    ]
    scaling.tag_resource(ResourceARN=arn, Tags={"Stage": "dev"})
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Team": "web", "Stage": "dev"}

    scaling.untag_resource(ResourceARN=arn, TagKeys=["Team"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Stage": "dev"}
